import type { DefectInfo } from "../defects.ts";

/** Defects of notification-controller. */
export const notificationDefects = {
  "no-deduplication": {
    what: "Every event is told, however often it has been told before.",
    cites: "fluxcd/notification-controller#977",
  },
  "deduplication-key-with-time": {
    what: "Events that differ in their time alone count as different: every retry is told.",
  },
  "deduplication-forgets-revision": {
    what: "Events of two revisions with the same words count as one: the second isn't told.",
  },
  "dispatch-blocks-sender": {
    what: "A Provider is waited for before the sender is answered: a silent one holds up reconciliations.",
  },
  "dispatch-never-retries": {
    what: "An event that a Provider refuses once is given up at once.",
    cites: "fluxcd/notification-controller#1373",
  },
  "dispatch-failure-not-told": {
    what: "An event that could not be sent is dropped without a word on its Alert.",
    cites: "fluxcd/notification-controller#1373",
  },
  "alert-takes-every-source": {
    what: "An Alert is told the events of objects that it doesn't name.",
  },
  "receiver-checks-no-signature": {
    what: "A webhook is believed whoever signed it, or nobody.",
  },
  "receiver-at-any-path": {
    what: "A webhook finds its Receiver whatever its path says after /hook/.",
  },
  "receiver-takes-every-source": {
    what: "A webhook has every source of the kind fetched, not only those its Receiver names.",
  },
  "receiver-waits-for-fetch": {
    what: "A webhook is answered only once its source was fetched: its sender waits as long as the Git host takes.",
  },
  "requests-stand-in-line": {
    what: "Work that comes while an object is worked on doesn't add up: each request is worked off by itself.",
  },
} as const satisfies Record<string, DefectInfo>;
