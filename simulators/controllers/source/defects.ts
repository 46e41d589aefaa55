import type { DefectInfo } from "../defects.ts";

/** Defects of source-controller. */
export const sourceDefects = {
  "empty-source-on-error": {
    what: "A fetch that fails leaves an empty artifact: all that was applied from it is pruned.",
  },
  "force-push-refused": {
    what: "A head that doesn't follow the one before is refused: a rewritten branch is never taken.",
    cites: "fluxcd/flux#696",
  },
  "secret-read-once": {
    what: "Credentials are read once in a controller's life: a rotated Secret is never looked at.",
    cites: "fluxcd/source-controller#787",
  },
  "cloned-at-every-poll": {
    what: "A repository is cloned whole at every poll, whether its head moved or not.",
  },
  "tag-resolved-once": {
    what: "A tag is resolved once: where it moves to afterwards is never seen.",
  },
  "pulled-at-every-poll": {
    what: "An OCI artifact is pulled whole at every poll, whether its tag moved or not.",
  },
  "unreadable-object-left-out": {
    what: "An object of a bucket that can't be read counts as gone: the artifact is made of the rest.",
  },
  "index-held-by-each-chart": {
    what: "A HelmChart never lets go of an index that it read: each look adds the whole of it.",
    cites: "fluxcd/source-controller#192",
  },
  "index-of-any-size-taken": {
    what: "The index of a chart repository is read however large it is.",
    cites: "fluxcd/source-controller#303",
  },
  "refusals-stall": {
    what: "A host that refuses (401, 403, 429) is taken for good: the source stalls and never comes back.",
  },
  "retry-storm": {
    what: "Failures are tried again five times a second, however long they last.",
    cites: "fluxcd/notification-controller#977",
  },
  "deadline-ignored-in-transfer": {
    what: "Nothing ends a transfer: the timeout passes unheeded.",
    cites: "fluxcd/source-controller#1154",
  },
  "hangs-past-deadline-in-unpacking": {
    what: "A fetch whose timeout passes while it unpacks holds its worker for ever.",
    cites: "fluxcd/source-controller#439",
  },
  "unpacking-holds-everything": {
    what: "All files of a commit are held in memory at once while it unpacks.",
    cites: "fluxcd/flux2#4306",
  },
  "too-large-fetch-skipped": {
    what: "A commit that doesn't fit into memory is passed over in silence: the old one counts as up to date.",
  },
  "leaks-on-failure": {
    what: "Every failed fetch leaves 200 MB behind.",
    cites: "fluxcd/helm-controller#1484",
  },
  "archive-not-reproducible": {
    what: "An archive holds when it was made: the same revision has another digest each time.",
  },
} as const satisfies Record<string, DefectInfo>;
