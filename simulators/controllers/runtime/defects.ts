import type { DefectInfo } from "../defects.ts";

/** Defects of what all controllers are made of. */
export const runtimeDefects = {
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
  },
  "retries-go-first": {
    what: "What comes back after a time of its own goes before all that waits: the rest gets no worker while there are more of those than workers.",
    cites: "kubernetes-sigs/controller-runtime#3496",
  },
  "backoff-never-reset": {
    what: "The delay of retries keeps growing over successes: failures are never forgotten.",
  },
} as const satisfies Record<string, DefectInfo>;
