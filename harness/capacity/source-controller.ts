import { confidence } from "../analysis/capacity/fit-model.ts";
import type { Models } from "../analysis/capacity/fit-models.ts";
import { sourceController } from "../analysis/capacity/formula.ts";
import { predict } from "../analysis/capacity/intervals.ts";
import { beyondRange } from "../analysis/capacity/range.ts";
import type { CapacityQuestion, CellVerdict, Estimate } from "../core/capacity.ts";
import { formatBytes } from "../core/quantity.ts";
import { memoryHeadroom, utilisationMost } from "./candidate.ts";
import { workOf } from "./reconcile-work.ts";
import { connectionsMost, jitter } from "./work-load.ts";

/** What is said of so many instances of source-controller. */
export interface SourceAssessment {
  instances: number;
  sources: number;
  verdict: CellVerdict;
  because: string;
  memoryBytes?: Estimate;
  /** Of its CPU limit; absent where no model tells. */
  utilisation?: Estimate;
}

/** A poll is held to cost no more than a new commit does. */
export function assessSource(request: {
  question: CapacityQuestion;
  models: Models;
  instances: number;
  sourceIntervalMs: number;
}): SourceAssessment {
  const { question, models, instances, sourceIntervalMs } = request;
  const sources = Math.ceil(question.repositories / instances);
  const memory = models.memory[sourceController];
  const features = {
    ...{
      kustomizations: 1,
      repositories: sources,
      concurrency: 1,
      shards: instances,
      waves: 1,
      pace: 1,
    },
    filesPerRepository: question.filesPerRepository,
    connections: connectionsMost(question) / instances,
  };
  const outside = beyondRange(memory.document, features);
  if (outside || !memory.fit) {
    return { instances, sources, verdict: "out-of-range", because: outside ?? "no model fits" };
  }
  const memoryBytes = predict(memory.fit, features, confidence);
  const reconciles =
    sources / ((sourceIntervalMs * (1 - jitter)) / 1000) +
    question.commitsPerHour / 3600 / instances;
  const utilisation = workOf(
    models.cpu[sourceController],
    question,
    reconciles / question.cpuLimitCores,
  );
  const found = { instances, sources, memoryBytes, ...(utilisation ? { utilisation } : {}) };
  if (memoryBytes.high * memoryHeadroom > question.memoryLimitBytes) {
    return {
      ...{ ...found, verdict: "too-large" },
      because: `source-controller: peak memory up to ${formatBytes(memoryBytes.high)}, times ${memoryHeadroom} for headroom, is above ${formatBytes(question.memoryLimitBytes)}`,
    };
  }
  if (utilisation && utilisation.high > utilisationMost) {
    return {
      ...{ ...found, verdict: "overloaded" },
      because: `source-controller: ${instances} × ${question.cpuLimitCores} cores are busy up to ${Math.round(100 * utilisation.high)} % of their time, expected ${100 * utilisationMost} % or less`,
    };
  }
  return { ...found, verdict: "holds", because: `${sources} sources in the fullest instance` };
}
