import type { MeasuredPoint } from "../../core/capacity.ts";
import { type Features, ofFullestInstance } from "./features.ts";
import {
  type FeatureName,
  type Formula,
  kustomizeController,
  sourceController,
  type Unknown,
} from "./formula.ts";

/** What each reconcile costs, over all that a run made each object go through. */
export const workFormulas: Formula[] = [
  ...[sourceController, kustomizeController].flatMap((controller) => [
    work({
      ...{ name: "cpu", controller, unit: "s", what: "CPU time", tolerancePercent: 20 },
      figure: (instance) => `cpu.${instance}.seconds`,
    }),
    work({
      ...{ name: "requests", controller, unit: "", what: "requests", tolerancePercent: 15 },
      figure: (instance) => `requests.kubernetes.${instance}`,
    }),
  ]),
  {
    ...{ name: "git-requests", controller: sourceController, figure: "requests.git" },
    text: "d1 · sources · shards · commits",
    unknowns: [
      {
        ...{ name: "d1", unit: "", meaning: "requests for a new commit of a source" },
        starts: () => [3],
      },
    ],
    // Counted at the Git host, of all instances.
    value: ([d1 = 0], { repositories, shards, waves }) => d1 * repositories * shards * waves,
    each: ([d1 = 0]) => d1,
    measured: ({ figures }) =>
      Object.entries(figures)
        .filter(([name]) => name.startsWith("requests.git."))
        .reduce((sum, [, count]) => sum + count, 0) || undefined,
    axis: "repositories",
    features: ["repositories"],
    tolerancePercent: 15,
  },
];

function work(of: {
  name: "cpu" | "requests";
  controller: string;
  unit: string;
  what: string;
  tolerancePercent: number;
  figure(instance: string): string;
}): Formula {
  const { name, controller, unit, what, tolerancePercent, figure } = of;
  const feature: FeatureName = controller === sourceController ? "repositories" : "kustomizations";
  const reconciles = (features: Features) => features[feature] * features.waves;
  const unknowns: Unknown[] = [
    {
      ...{ name: "d0", unit, meaning: `${what} whatever there is to do` },
      starts: ({ low }) => [low / 2],
      needs: { feature, values: 2 },
    },
    {
      ...{ name: "d1", unit, meaning: `${what} of a reconcile that brings something new` },
      starts: ({ high, largest }) => [high / reconciles(largest)],
    },
    ...(name === "cpu" ? [perFile(unit, what, reconciles)] : []),
  ];
  const each: Formula["each"] = ([, d1 = 0, d2 = 0], { filesPerRepository }) =>
    d1 + d2 * filesPerRepository;
  const counted = feature === "repositories" ? "sources" : "n";
  return {
    ...{ name, controller, unknowns, tolerancePercent, each, isTime: name === "cpu" },
    figure: figure(controller),
    text: `d0 + ${counted} · commits · ${name === "cpu" ? "(d1 + d2 · files)" : "d1"}`,
    value: (parameters, features) =>
      (parameters[0] ?? 0) + reconciles(features) * each(parameters, features),
    measured: (point: MeasuredPoint) => ofFullestInstance(point, controller, figure),
    axis: feature,
    features: name === "cpu" ? [feature, "filesPerRepository"] : [feature],
  };
}

/** A source's files are packed once, and unpacked for each Kustomization. */
function perFile(unit: string, what: string, reconciles: (of: Features) => number): Unknown {
  return {
    ...{ name: "d2", unit, meaning: `${what} more, for each file of the source` },
    starts: ({ high, largest }) => [high / reconciles(largest) / largest.filesPerRepository / 4],
    needs: { feature: "filesPerRepository", values: 3 },
  };
}
