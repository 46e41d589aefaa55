import type { MetricRule } from "../../core/qualification.ts";

const mebibyte = 2 ** 20;

const controllers = ["source", "kustomize", "helm", "notification", "image-*"].map(
  (name) => `${name}-controller*`,
);

const middleOfTimes = { marginPercent: 10, marginAbsolute: 50, isPaced: true };
const tailOfTimes = { marginPercent: 20, marginAbsolute: 100, isPaced: true };

/**
 * What is asked when nobody asks otherwise. A margin is what a user would not act on, and no less than what
 * some fifteen pairs of runs of half a minute can show: between runs of one subject on one machine,
 * resident memory differs by about 1 %, working set by 2 to 4 %, commit-to-ready by 4 to 12 %, CPU seconds by 4 to
 * 11 %; the artifact stage by up to 28 %, for it hangs on when the next poll is due. What can't be decided in the
 * usual budget doesn't decide; it is shown all the same, and a worse figure counts wherever it shows.
 */
export const defaultRules: readonly MetricRule[] = [
  { match: "latency.ready.p50Ms", ...middleOfTimes, decides: true },
  { match: "latency.ready.p95Ms", ...tailOfTimes, decides: true },
  ...["latency", "coldStart"].flatMap((kind) => [
    { match: `${kind}.*.missing`, marginPercent: 0, marginAbsolute: 0, decides: true },
    { match: `${kind}.*.p50Ms`, ...middleOfTimes, decides: false },
    { match: `${kind}.*.p95Ms`, ...tailOfTimes, decides: false },
    // Of the few changes of a run, these are one alone.
    { match: `${kind}.*.p99Ms`, ...tailOfTimes, decides: false },
    { match: `${kind}.*.maxMs`, ...tailOfTimes, decides: false },
  ]),
  ...controllers.flatMap((name) => [
    ...["rssPeak", "workingSetPeak", "anonPeak"].map((figure) => ({
      match: `memory.${name}.${figure}Bytes`,
      marginPercent: 10,
      marginAbsolute: 2 * mebibyte,
      decides: true,
    })),
    { match: `memory.${name}.oomKills`, marginPercent: 0, marginAbsolute: 0, decides: true },
    { match: `process.${name}.restarts`, marginPercent: 0, marginAbsolute: 0, decides: true },
    {
      match: `cpu.${name}.seconds`,
      marginPercent: 25,
      marginAbsolute: 0.1,
      decides: true,
      isPaced: true,
    },
    {
      match: `requests.kubernetes.${name}`,
      marginPercent: 10,
      marginAbsolute: 5,
      decides: true,
    },
  ]),
  { match: "requests.git.*", marginPercent: 10, marginAbsolute: 2, decides: true },
];
