import { fitModels } from "../analysis/capacity/fit-models.ts";
import type { Capacity, CapacityQuestion, MeasuredPoint, Refusal } from "../core/capacity.ts";
import type { HostInfo, SubjectInfo } from "../core/run.ts";
import { packageVersion } from "../package-info.ts";
import { findPlan } from "./find-plan.ts";
import type { ReadPoint } from "./read-points.ts";
import { buildsInMemory } from "./shapes.ts";
import { writePlan } from "./write-plan.ts";

export interface AnswerRequest {
  question: CapacityQuestion;
  points: readonly ReadPoint[];
  subject: SubjectInfo;
  environment: string;
  gitHost: string;
  host: HostInfo;
  seed: number;
  budgetMs: number;
  startedAt: string;
  tookMs: number;
  unfinished?: string | undefined;
}

/** Everything that is told, from the points alone. */
export function answer(request: AnswerRequest): Capacity {
  const { question, points: read, unfinished, ...about } = request;
  const points = read.map(({ point, info }) =>
    // No CPU limit is any to it.
    info.subject.kind === "model" ? unlimited(point, question) : point,
  );
  const models = fitModels(points, question.slo);
  const { found, region, refusals } = findPlan({ question, models, points });
  const inMemory = read.every(({ info }) => buildsInMemory(info.scenario));
  const shardsMeasured = Math.max(1, ...points.map(({ shape }) => shape.shards));
  return {
    version: 1,
    fluxproof: packageVersion(),
    ...about,
    question,
    points,
    models: models.documents,
    plan:
      found &&
      writePlan({
        ...{ question, models, found, shardsMeasured, points, host: request.host },
        buildsInMemory: inMemory,
      }),
    region,
    refusals: [...refusals, ...forBudget(unfinished, found === null)],
    ...(unfinished === undefined ? {} : { unfinished }),
  };
}

function unlimited(point: MeasuredPoint, { cpuLimitCores }: CapacityQuestion): MeasuredPoint {
  return { ...point, shape: { ...point.shape, cpuLimitCores } };
}

/** A plan from fewer points than were meant to be measured is one all the same: its intervals are wider. */
function forBudget(unfinished: string | undefined, isPlanless: boolean): Refusal[] {
  if (unfinished === undefined || !isPlanless) return [];
  return [
    {
      kind: "budget",
      because: `not all points were measured: ${unfinished}`,
      instead: "the same command again with this --out, and a larger --budget if need be",
    },
  ];
}
