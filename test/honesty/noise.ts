/** How figures of one subject's runs differ among themselves, in shares (0.05 is 5 %). */
export interface Noise {
  origin: string;
  pace: Pace;
  /** Runs that something else on the machine disturbed, and how much longer all takes in them, at most. */
  disturbed: { share: number; most: number };
  /** The second run of a pair is quicker by so much: the first has warmed the machine's caches. */
  second: number;
  figures: Figure[];
}

/** The machine is now quick and now slow, as its neighbours let it, for minutes on end. */
export interface Pace {
  /** Between quick and slow. */
  step: number;
  /** Chance that it turns during a run. */
  turns: number;
  /** What a run has of its own beside. */
  own: number;
  /** How far what is measured during a run is off. */
  read: number;
}

/** A measured figure, log-normal around its base, or a count. */
export type Figure =
  | {
      metric: string;
      base: number;
      /** Of the machine's pace: 1 grows as much as a run gets slower. */
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

interface ControllerNoise {
  rss: [base: number, own: number];
  /** Working set and anonymous memory. */
  heap: [base: number, common: number];
  cpu: [seconds: number, takes: number, own: number];
}
const controllers: Record<string, ControllerNoise> = {
  source: { rss: [95.6e6, 0.006], heap: [32.4e6, 0.016], cpu: [1.31, 1.15, 0.09] },
  kustomize: { rss: [91.2e6, 0.012], heap: [36.6e6, 0.032], cpu: [6.8, 0.9, 0.035] },
  helm: { rss: [62.7e6, 0.006], heap: [14.9e6, 0.014], cpu: [0.172, 0.55, 0.035] },
  notification: { rss: [69.6e6, 0.007], heap: [22.6e6, 0.019], cpu: [0.299, 0.55, 0.012] },
};

interface StageNoise {
  base: number;
  /** Of what moves when a commit is seen, and of what moves how long an apply takes. */
  common: { arrival: number; apply: number };
  cold: { base: number; common: Record<string, number> };
}
const stages: Record<string, StageNoise> = {
  artifact: {
    ...{ base: 264, common: { arrival: 0.05, apply: 0 } },
    cold: { base: 970, common: { start: 0.035 } },
  },
  attempted: {
    ...{ base: 1150, common: { arrival: 0.015, apply: 0.02 } },
    cold: { base: 1860, common: { start: 0.03, apply: 0.02 } },
  },
  applied: {
    ...{ base: 1230, common: { arrival: 0.015, apply: 0.02 } },
    cold: { base: 1940, common: { start: 0.03, apply: 0.02 } },
  },
  ready: {
    ...{ base: 1265, common: { arrival: 0.015, apply: 0.02 } },
    cold: { base: 1950, common: { start: 0.03, apply: 0.02 } },
  },
};
const quantiles: [name: string, times: number, takes: number, own: number, artifact: number][] = [
  ["p50", 1, 1.1, 0.033, 0.04],
  ["p95", 1.4, 0.8, 0.014, 0.1],
  ["p99", 1.5, 0.7, 0.034, 0.1],
  ["max", 1.52, 0.65, 0.045, 0.1],
];

/** Runs of `scale/announced-commits` on flux@2.7 and flux@2.9, real processes on one machine. */
export const noise: Noise = {
  origin:
    "28 runs of scale/announced-commits, flux@2.7 and flux@2.9 in turn, real processes on 2 CPUs of a shared host, " +
    "2026-11-26 about 01:00, little other work on it. Between the 13 pairs of runs of one subject that came one right " +
    "after the other commit-to-ready p50 moved by 11.6 % (standard deviation), p95 by 8.0 %, the artifact by 13.8 %, " +
    "first Ready by 8.9 %, resident memory by 1.1 to 2.0 %, working set by 2.2 to 4.6 %, CPU seconds of a controller " +
    "by 5.4 to 16.9 %, requests by 0 to 0.5 %. It goes with the machine, which was quick or slow by 27 % for some " +
    "four runs on end: etcd's CPU seconds, as a measure of that, leave 5.8 % of the p50, 3.9 % of the p95 and 2.3 to " +
    "13.2 % of CPU seconds. In 18 runs of flux@2.7 on another host, 17:15 that day, the p50 " +
    "moved by 14.3 % from run to run, and what is now measured during runs left 6.1 %. That it tells the pace " +
    "to 3 %, which figures move together, the order, and that 3 % of runs are disturbed beyond it (none of the 46 was) " +
    "are assumed.",
  pace: { step: 0.27, turns: 0.15, own: 0.02, read: 0.03 },
  disturbed: { share: 0.03, most: 0.8 },
  second: 0.01,
  figures: [
    ...Object.entries(stages).flatMap(([stage, { base, common, cold }]): Figure[] => [
      ...quantiles.map(([name, times, takes, own, ofArtifact]) => ({
        metric: `latency.${stage}.${name}Ms`,
        ...{ base: base * times, takes, common },
        own: stage === "artifact" ? ofArtifact : own,
      })),
      ...quantiles.map(([name, times, , own]) => ({
        metric: `coldStart.${stage}.${name}Ms`,
        ...{ base: cold.base * times, takes: 0.6, common: cold.common, own },
      })),
      { metric: `latency.${stage}.missing`, base: 0, more: [] },
      { metric: `coldStart.${stage}.missing`, base: 0, more: [] },
    ]),
    ...Object.entries(controllers).flatMap(([name, { rss, heap, cpu }]): Figure[] => {
      const process = `${name}-controller`;
      const ofHeap = { takes: 0, common: { [`heap of ${name}`]: heap[1] }, own: 0.006 };
      return [
        {
          metric: `memory.${process}.rssPeakBytes`,
          ...{ base: rss[0], takes: 0, own: rss[1] },
          common: { [`heap of ${name}`]: 0.005 },
        },
        { metric: `memory.${process}.workingSetPeakBytes`, base: heap[0], ...ofHeap },
        { metric: `memory.${process}.anonPeakBytes`, base: heap[0] * 0.95, ...ofHeap },
        { metric: `memory.${process}.oomKills`, base: 0, more: [] },
        { metric: `process.${process}.restarts`, base: 0, more: [] },
        {
          metric: `cpu.${process}.seconds`,
          ...{ base: cpu[0], takes: cpu[1], common: { idle: 0.015 }, own: cpu[2] },
        },
      ];
    }),
    { metric: "requests.git.pack", base: 20, more: [] },
    { metric: "requests.git.refs", base: 36, more: [0.05] },
    { metric: "requests.kubernetes.helm-controller", base: 8, more: [] },
    { metric: "requests.kubernetes.notification-controller", base: 6, more: [0, 0.1] },
    { metric: "requests.kubernetes.source-controller", base: 168, more: [0.1, 0.05] },
    {
      metric: "requests.kubernetes.kustomize-controller",
      ...{ base: 3340, takes: 0, common: {}, own: 0.004 },
    },
  ],
};
