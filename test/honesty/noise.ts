/** How figures of one subject's runs differ among themselves, in shares (0.05 is 5 %). */
export interface Noise {
  origin: string;
  /** Changes all figures of a run by what each takes of it; a number from a normal distribution each run. */
  machine: number;
  /** Runs that something else on the machine disturbed, and how much the machine's part grows in them, at most. */
  disturbed: { share: number; most: number };
  /** From the first to the last run, up to so much of the machine's part in either direction. */
  drift: number;
  /** The second run of a pair is quicker by so much: the first has warmed the machine's caches. */
  second: number;
  figures: Figure[];
}

/** A measured figure, log-normal around its base, or a count. */
export type Figure =
  | {
      metric: string;
      base: number;
      /** Of the machine's part, from 0 to 1. */
      takes: number;
      /** Named causes it has in common with other figures of the run, and how much each moves it. */
      common: Record<string, number>;
      own: number;
    }
  | {
      metric: string;
      base: number;
      /** Chances of one more, two more and so on. */
      more: number[];
    };

const controllers = ["source", "kustomize", "helm", "notification"];
const peaks: Record<string, [rss: number, workingSet: number]> = {
  source: [92e6, 33e6],
  kustomize: [92e6, 36e6],
  helm: [63e6, 15.5e6],
  notification: [69e6, 22e6],
};
const cpuSeconds: Record<string, number> = {
  source: 0.8,
  kustomize: 4.3,
  helm: 0.15,
  notification: 0.27,
};
const stages: [name: string, base: number, arrival: number, apply: number][] = [
  ["artifact", 360, 0.11, 0],
  ["attempted", 1480, 0.02, 0.03],
  ["applied", 1600, 0.02, 0.035],
  ["ready", 1650, 0.02, 0.035],
];
const quantiles: [name: string, times: number, own: number][] = [
  ["p50", 1, 0.03],
  ["p95", 1.9, 0.06],
  ["p99", 2, 0.08],
  ["max", 2.05, 0.09],
];

/** Runs of `scale/announced-commits` on flux@2.7, real processes on one machine. */
export const noise: Noise = {
  origin:
    "Bases: scale/announced-commits on real flux@2.7 processes, 2 CPUs. Spreads: 1.4826 times the median " +
    "absolute deviation of logarithms in 30 groups of 3 to 11 passing runs of one scenario on the same machine, " +
    "2026-11-25, with other work on it: in the middle group commit-to-ready p50 7.3 %, p95 4.4 %, artifact 5.5 %, " +
    "first Ready 14 %, resident memory 0.9 %, working set 2.1 %, anonymous memory 2.2 %, CPU seconds 7.5 %, " +
    "requests 0 %. Which figures move together, how many runs are disturbed, drift and order are assumed.",
  machine: 0.03,
  disturbed: { share: 0.05, most: 0.8 },
  drift: 0.1,
  second: 0.01,
  figures: [
    ...stages.flatMap(([stage, base, arrival, apply]) => [
      ...quantiles.map(([name, times, own]) => ({
        metric: `latency.${stage}.${name}Ms`,
        base: base * times,
        takes: stage === "artifact" ? 0.5 : 1,
        common: { arrival, apply },
        own,
      })),
      ...quantiles.map(([name, times, own]) => ({
        metric: `coldStart.${stage}.${name}Ms`,
        base: (stage === "artifact" ? 850 : 2100) * times,
        takes: 1,
        common: { start: 0.1, apply },
        own,
      })),
      { metric: `latency.${stage}.missing`, base: 0, more: [] },
      { metric: `coldStart.${stage}.missing`, base: 0, more: [] },
    ]),
    ...controllers.flatMap((name): Figure[] => {
      const [rss = 0, workingSet = 0] = peaks[name] ?? [];
      const heap = `heap of ${name}`;
      const process = `${name}-controller`;
      return [
        {
          metric: `memory.${process}.rssPeakBytes`,
          base: rss,
          takes: 0,
          common: { [heap]: 0.006 },
          own: 0.008,
        },
        {
          metric: `memory.${process}.workingSetPeakBytes`,
          base: workingSet,
          takes: 0.1,
          common: { [heap]: 0.03 },
          own: 0.01,
        },
        {
          metric: `memory.${process}.anonPeakBytes`,
          base: workingSet * 0.95,
          takes: 0.1,
          common: { [heap]: 0.03 },
          own: 0.01,
        },
        { metric: `memory.${process}.oomKills`, base: 0, more: [] },
        { metric: `process.${process}.restarts`, base: 0, more: [] },
        {
          metric: `cpu.${process}.seconds`,
          base: cpuSeconds[name] ?? 1,
          takes: 1,
          common: { frequency: 0.05 },
          own: 0.06,
        },
      ];
    }),
    { metric: "requests.git.pack", base: 6, more: [] },
    { metric: "requests.git.refs", base: 10, more: [0.15, 0.05] },
    { metric: "requests.kubernetes.helm-controller", base: 8, more: [] },
    { metric: "requests.kubernetes.notification-controller", base: 6, more: [0, 0.1] },
    { metric: "requests.kubernetes.source-controller", base: 48, more: [0, 0.15, 0.1] },
    {
      metric: "requests.kubernetes.kustomize-controller",
      base: 1035,
      takes: 0,
      common: {},
      own: 0.018,
    },
  ],
};
