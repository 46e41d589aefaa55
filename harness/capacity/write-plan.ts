import type { Models } from "../analysis/capacity/fit-models.ts";
import { kustomizeController, sourceController } from "../analysis/capacity/formula.ts";
import { throughput } from "../analysis/capacity/throughput.ts";
import type {
  CapacityPlan,
  CapacityQuestion,
  ControllerPlan,
  Estimate,
  MeasuredPoint,
  RatePlan,
} from "../core/capacity.ts";
import type { HostInfo } from "../core/run.ts";
import { assumptionsOf } from "./assumptions.ts";
import { memoryHeadroom, utilisationMost } from "./candidate.ts";
import type { FoundPlan } from "./find-plan.ts";
import { workOf } from "./reconcile-work.ts";
import { allKustomizations, scale, steadyPerSecond, sum } from "./work-load.ts";

interface PlanRequest {
  question: CapacityQuestion;
  models: Models;
  found: FoundPlan;
  /** Instances of one controller in any of the points. */
  shardsMeasured: number;
  points: readonly MeasuredPoint[];
  /** Whether kustomize-controller unpacked sources in memory when it was measured. */
  buildsInMemory: boolean;
  host: Pick<HostInfo, "cpus">;
}

const nothing: Estimate = { value: 0, low: 0, high: 0 };

/** All of a plan, from what was found to hold. */
export function writePlan(request: PlanRequest): CapacityPlan {
  const { question, found } = request;
  const { kustomize } = found;
  const { latencyMs = nothing, parts, choice } = kustomize;
  const { withinMs } = question.slo;
  return {
    controllers: [sourcePlan(request), kustomizePlan(request)],
    sourceIntervalMs: choice.sourceIntervalMs,
    kustomizationIntervalMs: question.kustomizationIntervalMs,
    latencyMs,
    marginPercent: (100 * (withinMs - latencyMs.high)) / withinMs,
    latencyParts: [
      { name: "until the poll", estimate: parts?.pollMs ?? nothing },
      { name: "until the first Kustomization", estimate: parts?.fixedMs ?? nothing },
      { name: "until the queue is empty", estimate: parts?.drainMs ?? nothing },
    ],
    binding: bindingOf(request),
    rates: ratesOf(request),
    assumptions: assumptionsOf(request),
  };
}

function kustomizePlan({ question, models, found, buildsInMemory }: PlanRequest): ControllerPlan {
  const { choice, memoryBytes = nothing, utilisation = null } = found.kustomize;
  const perSecond = steadyPerSecond(question, choice.instances);
  const cpuCores = workOf(models.cpu[kustomizeController], question, perSecond);
  return {
    ...{ name: kustomizeController, instances: choice.instances, concurrency: choice.concurrency },
    objectsPerInstance: Math.ceil(allKustomizations(question) / choice.instances),
    ...(buildsInMemory ? { temporaryFiles: "memory" as const } : {}),
    ...{ memoryBytes, utilisation },
    ...resourcesOf(question, memoryBytes, cpuCores),
  };
}

/** Its own default: no other number of workers was measured. */
const sourceWorkers = 2;

function sourcePlan({ question, models, found }: PlanRequest): ControllerPlan {
  const { instances, sources, memoryBytes = nothing, utilisation = null } = found.source;
  const perSecond = sourcesPerSecond(question, found) / instances;
  const cpuCores = workOf(models.cpu[sourceController], question, perSecond);
  return {
    ...{ name: sourceController, instances, concurrency: sourceWorkers },
    objectsPerInstance: sources,
    ...{ memoryBytes, utilisation },
    ...resourcesOf(question, memoryBytes, cpuCores),
  };
}

const mebibyte = 2 ** 20;
/** As Flux's own manifests ask for. */
const leastCpuCores = 0.1;

/** Requests what it is expected to need at most, and leaves headroom to the limit. */
function resourcesOf(
  { cpuLimitCores, memoryLimitBytes }: CapacityQuestion,
  memory: Estimate,
  cpuCores: Estimate | undefined,
): Pick<ControllerPlan, "requests" | "limits"> {
  const upTo = (value: number, step: number) => Math.ceil(value / step) * step;
  const steady = Math.max(leastCpuCores, upTo(cpuCores?.high ?? cpuLimitCores, 0.01));
  const limitBytes = Math.min(memoryLimitBytes, upTo(memory.high * memoryHeadroom, 32 * mebibyte));
  return {
    requests: {
      cpuCores: Math.min(cpuLimitCores, Number(steady.toFixed(2))),
      memoryBytes: Math.min(limitBytes, upTo(memory.high, 16 * mebibyte)),
    },
    limits: { cpuCores: cpuLimitCores, memoryBytes: limitBytes },
  };
}

function sourcesPerSecond(question: CapacityQuestion, { kustomize }: FoundPlan): number {
  const polls = (1000 * question.repositories) / kustomize.choice.sourceIntervalMs;
  return polls + question.commitsPerHour / 3600;
}

function ratesOf({ question, models, found }: PlanRequest): RatePlan {
  const { choice } = found.kustomize;
  const pollsPerSecond = (1000 * question.repositories) / choice.sourceIntervalMs;
  const commitsPerSecond = question.commitsPerHour / 3600;
  const forCommits = workOf(models.git, question, commitsPerSecond);
  const poll = { value: pollsPerSecond, low: pollsPerSecond, high: pollsPerSecond };
  const source = workOf(
    models.requests[sourceController],
    question,
    sourcesPerSecond(question, found),
  );
  const all = steadyPerSecond(question, choice.instances) * choice.instances;
  const kustomize = workOf(models.requests[kustomizeController], question, all);
  return {
    gitPerSecond: forCommits ? sum(poll, forCommits) : null,
    kubernetesPerSecond: {
      ...(source ? { [sourceController]: { ...source, low: 0 } } : {}),
      ...(kustomize ? { [kustomizeController]: kustomize } : {}),
    },
    kubernetesPerSecondPeak: peakOf(models, found, question),
  };
}

function peakOf(
  models: Models,
  { kustomize }: FoundPlan,
  question: CapacityQuestion,
): Estimate | null {
  const each = workOf(models.requests[kustomizeController], question, 1);
  if (!each || !models.drain.fit) return null;
  const { concurrency, instances } = kustomize.choice;
  const perSecond = throughput(models.drain.fit, {
    concurrency,
    shards: instances,
    filesPerRepository: question.filesPerRepository,
  });
  const low = each.low * perSecond.low;
  const high = each.high * perSecond.high;
  return scale({ value: each.value * perSecond.value, low, high }, instances);
}

/** What breaks first when there is more to do. */
function bindingOf({ question, found }: PlanRequest): string {
  const { latencyMs, memoryBytes, utilisation } = found.kustomize;
  const shares: [string, number][] = [
    ["the SLO", (latencyMs?.high ?? 0) / question.slo.withinMs],
    [
      "kustomize-controller's memory limit",
      ((memoryBytes?.high ?? 0) * memoryHeadroom) / question.memoryLimitBytes,
    ],
    ["the time of kustomize-controller's workers", (utilisation?.high ?? 0) / utilisationMost],
    [
      "source-controller's memory limit",
      ((found.source.memoryBytes?.high ?? 0) * memoryHeadroom) / question.memoryLimitBytes,
    ],
    ["source-controller's CPU limit", (found.source.utilisation?.high ?? 0) / utilisationMost],
  ];
  const [name, share] = shares.reduce((a, b) => (b[1] > a[1] ? b : a));
  return `${name} is the nearest to be reached: ${Math.round(100 * share)} % of what is allowed, by the upper end of what is expected`;
}
