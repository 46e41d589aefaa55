import { confidence, type Model } from "../analysis/capacity/fit-model.ts";
import type { Models } from "../analysis/capacity/fit-models.ts";
import { kustomizeController, sourceController } from "../analysis/capacity/formula.ts";
import { predict } from "../analysis/capacity/intervals.ts";
import type { CapacityQuestion, MeasuredPoint, Refusal } from "../core/capacity.ts";
import { formatBytes, formatMs } from "../core/quantity.ts";
import { pollMsOf } from "./candidate.ts";

/** What can be told before any plan is tried: models that don't fit, and a question that rules itself out. */
export function refuseBefore(request: {
  question: CapacityQuestion;
  models: Models;
  points: readonly MeasuredPoint[];
}): Refusal[] {
  const { models } = request;
  const needed = [
    ...new Set([models.latency, models.drain]),
    ...[kustomizeController, sourceController].map(
      (name) => models.memory[name as "source-controller"],
    ),
  ];
  const unfit = needed.flatMap(refuseModel);
  const mixed = [...refuseOtherCpu(request), ...refuseMixedObjects(request)];
  if (mixed.length > 0) return mixed;
  if (unfit.length > 0) return unfit;
  return [...refuseMemory(request), ...refuseSlo(request)];
}

function refuseModel({ document, observations, fit }: Model): Refusal[] {
  if (document.fits) return [];
  return [
    {
      kind:
        fit === null || observations.length === 0 || /^\d+ points/.test(document.because)
          ? "too-few-points"
          : "no-fit",
      because: `${document.figure}: ${document.because}`,
      instead: "measure more shapes, or more rounds of each on a quiet machine",
    },
  ];
}

/** Service times were measured under one quota, and nothing says how they follow another. */
function refuseOtherCpu({ question, points }: Parameters<typeof refuseBefore>[0]): Refusal[] {
  const measured = [
    ...new Set(points.filter(({ lost }) => !lost).map(({ shape }) => shape.cpuLimitCores)),
  ];
  const wanted = question.cpuLimitCores;
  if (measured.every((each) => each === wanted)) return [];
  const seen = measured.map((each) => (each === null ? "no limit" : `${each}`)).join(", ");
  return [
    {
      kind: "out-of-range",
      because: `a CPU limit of ${wanted} cores is asked for, and the points were measured under ${seen}`,
      instead: `measure under it, or ask with --cpu-limit ${measured.find((each) => each !== null) ?? "as measured"}`,
    },
  ];
}

/** No model follows how many objects each applies. */
function refuseMixedObjects({ points }: Parameters<typeof refuseBefore>[0]): Refusal[] {
  const counts = new Set(
    points.filter(({ lost }) => !lost).map(({ shape }) => shape.objectsPerKustomization),
  );
  if (counts.size <= 1) return [];
  return [
    {
      kind: "no-fit",
      because: `the points apply ${[...counts].join(" and ")} objects for each Kustomization, expected one number`,
      instead: "points that differ in Kustomizations, repositories, workers and shards alone",
    },
  ];
}

function refuseMemory({ question, models }: Parameters<typeof refuseBefore>[0]): Refusal[] {
  const { memoryLimitBytes } = question;
  return [kustomizeController, sourceController].flatMap((name): Refusal[] => {
    const { fit, document } = models.memory[name as "source-controller"];
    if (!fit) return [];
    const fewest = document.range.find(({ feature }) => feature === "concurrency")?.from ?? 1;
    const least = {
      kustomizations: 1,
      repositories: 1,
      filesPerRepository: 1,
      concurrency: fewest,
      shards: 1,
      waves: 1,
      connections: 1,
      pace: 1,
    };
    const idle = predict(fit, least, confidence);
    if (idle.value <= memoryLimitBytes) return [];
    return [
      {
        kind: "contradiction",
        because: `a memory limit of ${formatBytes(memoryLimitBytes)} is below what ${name} has with next to nothing to do, ${formatBytes(idle.value)}`,
        instead: `a limit above ${formatBytes(idle.high)}`,
      },
    ];
  });
}

function refuseSlo({ question, models }: Parameters<typeof refuseBefore>[0]): Refusal[] {
  const { slo, sourceIntervalMs } = question;
  const fastest = models.latency.observations.reduce(
    (least, { value }) => Math.min(least, value),
    Infinity,
  );
  const poll = pollMsOf(question, sourceIntervalMs ?? 0);
  if (poll + fastest <= slo.withinMs) return [];
  const measured = `the smallest ${models.latency.document.figure} that was measured is ${formatMs(fastest)}`;
  if (sourceIntervalMs === null || fastest > slo.withinMs) {
    return [
      {
        kind: "impossible",
        because: `${slo.text}: ${measured}, before any waiting for a poll`,
        instead: `a limit above ${formatMs(fastest)}, or smaller repositories than were measured`,
      },
    ];
  }
  return [
    {
      kind: "impossible",
      because: `${slo.text}: polling every ${formatMs(sourceIntervalMs)} alone takes up to ${formatMs(poll)}, and ${measured}`,
      instead: `an interval below ${formatMs((slo.withinMs - fastest) * (sourceIntervalMs / poll))}, or a limit above ${formatMs(poll + fastest)}`,
    },
  ];
}
