import { reach } from "../analysis/capacity/fit-model.ts";
import type { Models } from "../analysis/capacity/fit-models.ts";
import type { CapacityQuestion, FeasibleRegion, MeasuredPoint, Refusal } from "../core/capacity.ts";
import { type Assessment, assess, type Choice } from "./candidate.ts";
import { refuseBefore } from "./refuse-before.ts";
import { refuseWithoutPlan } from "./refuse-without-plan.ts";
import { assessSource, type SourceAssessment } from "./source-controller.ts";
import { allKustomizations } from "./work-load.ts";

/** The least that holds, of both controllers. */
export interface FoundPlan {
  kustomize: Assessment;
  source: SourceAssessment;
}

export interface Answer {
  found: FoundPlan | null;
  region: FeasibleRegion | null;
  refusals: Refusal[];
}

/** From the longest on: every poll is a request at the Git host. */
const sourceIntervalsMs = [600, 300, 120, 60, 30, 15, 10, 5].map((seconds) => seconds * 1000);

/** Where shards were not measured, so many instances are predicted as if each had the API server to itself. */
const unmeasuredInstancesMost = 4;

/** kustomize-controller's default. With fewer, what waits for health or for a silent host soon holds all of them. */
const fewestWorkers = 4;

/**
 * Looks for the fewest instances that hold, with the longest interval between polls for so many, and the fewest
 * workers for that: as many as Flux has by default, unless only fewer hold.
 */
export function findPlan(request: {
  question: CapacityQuestion;
  models: Models;
  points: readonly MeasuredPoint[];
}): Answer {
  const { question, models } = request;
  const before = refuseBefore(request);
  if (before.length > 0) return { found: null, region: null, refusals: before };

  const choices = choicesFor(request);
  const found = firstThatHolds(request, choices);
  const sourceIntervalMs =
    found?.kustomize.choice.sourceIntervalMs ??
    Math.min(...choices.map((each) => each.sourceIntervalMs));
  const assessed = choices
    .filter((choice) => choice.sourceIntervalMs === sourceIntervalMs)
    .map((choice) => assess(question, models, choice));
  return {
    found,
    region: {
      sourceIntervalMs,
      cells: assessed
        .toSorted(byPlace)
        .map(({ choice, verdict, because, latencyMs = null, memoryBytes = null }) => ({
          ...{ shards: choice.instances, concurrency: choice.concurrency },
          ...{ latencyMs, memoryBytes, verdict, because },
          isPlan:
            found !== null &&
            choice.instances === found.kustomize.choice.instances &&
            choice.concurrency === found.kustomize.choice.concurrency,
        })),
    },
    refusals: found
      ? []
      : refuseWithoutPlan({ ...request, assessed, sources: sourcesFor(request, sourceIntervalMs) }),
  };
}

/** In the order in which they are preferred. */
function choicesFor(request: Parameters<typeof findPlan>[0]): Choice[] {
  const { question, models, points } = request;
  const measured = [
    ...new Set(models.drain.observations.map(({ features }) => features.concurrency)),
  ].sort((a, b) => a - b);
  const workers = [
    ...measured.filter((each) => each >= fewestWorkers),
    ...measured.filter((each) => each < fewestWorkers).reverse(),
  ];
  const intervals =
    question.sourceIntervalMs === null ? sourceIntervalsMs : [question.sourceIntervalMs];
  const instancesMost = Math.min(instancesPredictable(points), allKustomizations(question));
  return Array.from({ length: instancesMost }, (_, at) => at + 1).flatMap((instances) =>
    intervals.flatMap((sourceIntervalMs) =>
      workers.map((concurrency) => ({ instances, concurrency, sourceIntervalMs })),
    ),
  );
}

function byPlace(a: Assessment, b: Assessment): number {
  return a.choice.instances - b.choice.instances || a.choice.concurrency - b.choice.concurrency;
}

/** The most instances of which anything is said. */
export function instancesPredictable(points: readonly MeasuredPoint[]): number {
  const measured = Math.max(
    1,
    ...points.filter(({ lost }) => !lost).map(({ shape }) => shape.shards),
  );
  return measured === 1 ? unmeasuredInstancesMost : reach * measured;
}

function firstThatHolds(
  request: Parameters<typeof findPlan>[0],
  choices: readonly Choice[],
): FoundPlan | null {
  const { question, models } = request;
  const sources = new Map<number, SourceAssessment | undefined>();
  for (const choice of choices) {
    const kustomize = assess(question, models, choice);
    if (kustomize.verdict !== "holds") continue;
    const { sourceIntervalMs } = choice;
    if (!sources.has(sourceIntervalMs)) {
      const holding = sourcesFor(request, sourceIntervalMs).find(
        ({ verdict }) => verdict === "holds",
      );
      sources.set(sourceIntervalMs, holding);
    }
    const source = sources.get(sourceIntervalMs);
    if (source) return { kustomize, source };
  }
  return null;
}

function sourcesFor(
  { question, models, points }: Parameters<typeof findPlan>[0],
  sourceIntervalMs: number,
): SourceAssessment[] {
  const most = Math.min(instancesPredictable(points), question.repositories);
  return Array.from({ length: most }, (_, at) =>
    assessSource({ question, models, instances: at + 1, sourceIntervalMs }),
  );
}
