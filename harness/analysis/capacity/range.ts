import type { FittedModel } from "../../core/capacity.ts";
import type { Features } from "./features.ts";
import { reach } from "./fit-model.ts";
import type { FeatureName } from "./formula.ts";

const words: Record<FeatureName, string> = {
  kustomizations: "Kustomizations in one instance",
  repositories: "sources in one instance",
  filesPerRepository: "files in a repository",
  concurrency: "workers",
  shards: "instances",
};

/** Why a model says nothing of these features, with the range it has; undefined where it does. */
export function beyondRange(
  { range, figure }: Pick<FittedModel, "range" | "figure">,
  features: Features,
): string | undefined {
  for (const { feature, from, to, furthest } of range) {
    const asked = features[feature as FeatureName];
    const isBelow = feature === "concurrency" && asked < from;
    if (asked <= furthest && !isBelow) continue;
    const measured = from === to ? `only ${to}` : `${from} to ${to}`;
    const allowed =
      furthest > to
        ? `predictions go to ${furthest}, ${reach} times the most measured`
        : "predictions go no further";
    return `${figure} at ${asked} ${words[feature as FeatureName]}: ${measured} were measured, and ${allowed}`;
  }
  return undefined;
}
