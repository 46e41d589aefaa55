import type { FittedModel, MeasuredPoint, Slo } from "../../core/capacity.ts";
import { fitModel, type Model } from "./fit-model.ts";
import { kustomizeController, sourceController } from "./formula.ts";
import { latencyFormula } from "./latency-formula.ts";
import { memoryFormulas } from "./memory-formulas.ts";
import { throughputOf } from "./throughput.ts";
import { workFormulas } from "./work-formulas.ts";

/** All that a plan is made by. */
export interface Models {
  /** What the SLO speaks of. */
  latency: Model;
  /** To Ready: how fast Kustomizations are reconciled. The same where the SLO speaks of that. */
  drain: Model;
  memory: ByController;
  cpu: ByController;
  requests: ByController;
  git: Model;
  documents: FittedModel[];
}

type ByController = Record<typeof sourceController | typeof kustomizeController, Model>;

export function fitModels(
  points: readonly MeasuredPoint[],
  slo: Pick<Slo, "stage" | "share">,
): Models {
  const latency = fitModel(latencyFormula(slo), points);
  const drain =
    slo.stage === "artifact"
      ? fitModel(latencyFormula({ stage: "ready", share: slo.share }), points)
      : latency;
  const others = [...memoryFormulas, ...workFormulas].map((formula) => fitModel(formula, points));
  const named = (name: string, controller: string) => {
    const found = others.find(
      ({ formula }) => formula.name === name && formula.controller === controller,
    );
    if (!found) throw new Error(`there is no formula for ${name} of ${controller}`);
    return found;
  };
  const both = (name: string): ByController => ({
    [sourceController]: named(name, sourceController),
    [kustomizeController]: named(name, kustomizeController),
  });
  const throughput = throughputOf(drain, slo.share);
  return {
    latency,
    drain,
    ...{ memory: both("memory"), cpu: both("cpu"), requests: both("requests") },
    git: named("git-requests", sourceController),
    documents: [
      ...new Set([latency, drain].map(({ document }) => document)),
      ...(throughput ? [throughput] : []),
      ...others.map(({ document }) => document),
    ],
  };
}
