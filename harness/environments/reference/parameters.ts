import type { WorkName } from "../../../simulators/controllers/runtime/controller-process.ts";

/** Where a figure of the model was taken from. */
interface Origin {
  /** Milliseconds for one of what is counted. */
  ms: number;
  from: string;
}

/** How long work takes in the model. Each run draws around these; no run ever shows them as measured. */
export const serviceTimes: Record<WorkName, Origin> = {
  "git.unpack-file": {
    ms: 0.2,
    from: "docs/benchmarks.md: 100,000 files reach their artifact in about 25 s, of which 20 s unpacking",
  },
  "git.unpack-byte": {
    ms: 0.000_01,
    from: "the blob of 100 MB in limits/source-controller-oom, 1 s",
  },
  "artifact.archive": {
    ms: 12,
    from: "local traces of flux@2.7, from the pack's end to the event",
  },
  "helm.read-yaml-byte": {
    ms: 0.000_25,
    from: "an index of 23.5 MB as local runs of flux@2.7 read it: 5.0 s of CPU, 6.6 s from its answer to the event",
  },
  "helm.read-json-byte": {
    ms: 0.000_035,
    from: "ten charts of one index, stored as 25.8 MB, in local runs of flux@2.7: 0.9 s of CPU each time",
  },
  "kustomize.build": { ms: 20, from: "local traces of flux@2.7, between the progress messages" },
  "helm.render": { ms: 60, from: "local traces of flux@2.7" },
  "helm.action": { ms: 150, from: "local traces of flux@2.7" },
};

/** Resident and anonymous memory of an idle controller, in bytes: `npm run bench memory`, flux@2.7. */
export const idleMemory: Record<string, { rss: number; anon: number }> = {
  "source-controller": { rss: 88e6, anon: 20e6 },
  "kustomize-controller": { rss: 77e6, anon: 22e6 },
  "helm-controller": { rss: 70e6, anon: 16e6 },
  "notification-controller": { rss: 77e6, anon: 19e6 },
};

/**
 * What a working set holds beside anonymous memory, in bytes: 0.7 to 1.2 MiB in local and kind runs of flux@2.7.
 * Code is mapped from a file and inactive there: resident, and no part of it.
 */
export const besideAnonymous = 1e6;

/** From the start of a controller's process to the first request: local runs of flux@2.7. */
export const startUpMs = 1_200;
