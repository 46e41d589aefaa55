import type { DefectInfo } from "../defects.ts";

/** Defects of helm-controller. */
export const helmDefects = {
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
