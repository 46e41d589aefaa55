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
  "restart-trusts-status": {
    what: "What was Ready before a restart is left alone after it: it is neither checked nor followed any more.",
    cites: "fluxcd/source-controller#2150",
  },
  "broken-watch-not-resumed": {
    what: "A watch that ends is not opened again: changes after it are never seen.",
  },
  "refused-write-given-up": {
    what: "What the API server refuses once, too busy or with a conflict, is not tried again.",
  },
  "selector-ignored": {
    what: "--watch-label-selector is ignored: every shard works on everything.",
    cites: "fluxcd/kustomize-controller#1175",
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
  "dependencies-ignored": {
    what: "spec.dependsOn is ignored: what comes first is applied first.",
  },
  "suspend-ignored": {
    what: "A suspended Kustomization is reconciled like any other.",
  },
  "suspend-ignored-on-delete": {
    what: "A suspended Kustomization that is deleted takes along what it applied.",
  },
  "wakes-only-five": {
    what: "A new revision of a source wakes five of its Kustomizations; others wait for their interval.",
  },
  "revision-recorded-before-apply": {
    what: "A revision counts as applied from the moment its objects begin to be: whoever is killed there never applies the rest.",
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
  "receiver-waits-for-fetch": {
    what: "A webhook is answered only once its source was fetched: its sender waits as long as the Git host takes.",
  },
  "requests-stand-in-line": {
    what: "Work that comes while an object is worked on doesn't add up: each request is worked off by itself.",
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
  "workloads-not-awaited": {
    what: "A release counts as done once its objects are written: nobody waits for its workloads.",
  },
  "values-change-ignored": {
    what: "A release whose values alone changed counts as in sync: it isn't upgraded.",
  },
} as const satisfies Record<string, DefectInfo>;

export type Defect = keyof typeof defects;
