/** A defect that can be put into the model: a mutant that some scenario must catch. */
export interface DefectInfo {
  /** What goes wrong, in a sentence. */
  what: string;
  /** Where somebody met it; absent for those thought up here. */
  cites?: string;
}

/** Every defect by name. The code that has it asks `process.has(name)`. */
export const defects = {
  "empty-source-on-error": {
    what: "A fetch that fails leaves an empty artifact: all that was applied from it is pruned.",
  },
  "backoff-never-reset": {
    what: "The delay of retries keeps growing over successes: failures are never forgotten.",
  },
  "empty-build-on-error": {
    what: "A path that is missing or doesn't build counts as one that is empty: all that was applied is pruned.",
  },
  "prunes-on-failed-apply": {
    what: "What could not be applied is taken for what is no longer wanted, and pruned.",
  },
  "dependency-revision-ignored": {
    what: "A dependency that is Ready at an older revision of the same source is ready enough.",
  },
  "retry-interval-ignored": {
    what: "A Kustomization that fails is tried anew every second, whatever its retryInterval says.",
    cites: "fluxcd/flux2#5622",
  },
  "request-never-handled": {
    what: "A requested reconciliation is done, but never recorded as handled: whoever asked waits for ever.",
  },
  "impersonation-ignored": {
    what: "spec.serviceAccountName is ignored: a tenant applies with the controller's own rights.",
  },
  "failed-health-reported-ready": {
    what: "A health check that fails counts as passed: the Kustomization is Ready.",
  },
  "prune-disabled-ignored": {
    what: "Objects annotated prune: disabled are pruned like any other.",
  },
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
  "chart-packaged-for-every-revision": {
    what: "A chart is packaged and released anew for every revision of its source, whatever its strategy.",
    cites: "fluxcd/flux2#5470",
  },
  "chart-version-outlives-change": {
    what: "A chart stays at the version it was first packaged at, whatever its source says since.",
  },
  "pending-release-never-unlocked": {
    what: "A release that was left pending stays so: every further action is refused, for another is in progress.",
    cites: "fluxcd/helm-controller#644",
  },
  "retries-never-exhausted": {
    what: "Failures of a release are never too many: it is rolled back and upgraded again without end.",
  },
  "failed-upgrade-reported-ready": {
    what: "An upgrade that fails is taken for done, and reported Ready.",
    cites: "fluxcd/flux2#4524",
  },
  "release-history-never-trimmed": {
    what: "Releases that are no longer wanted stay in storage: their number and memory grow.",
    cites: "fluxcd/helm-controller#923",
  },
  "older-release-stays-deployed": {
    what: "After an upgrade the release before it still counts as deployed.",
  },
  "values-change-ignored": {
    what: "A release whose values alone changed counts as in sync: it isn't upgraded.",
  },
} as const satisfies Record<string, DefectInfo>;

export type Defect = keyof typeof defects;
