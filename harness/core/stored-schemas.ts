import { z } from "zod";
import type { Metrics } from "./metrics.ts";
import { stages } from "./metrics.ts";
import { hostInfo, subjectInfo } from "./run-schema.ts";
import type { Judgement } from "./verdict.ts";

const outcome = z.enum(["pass", "fail", "unknown"]);
const count = z.int().nonnegative();
const figure = z.number().nonnegative().nullable();

/** `run.json` as far as reports and figures rest on it; the scenario is read by its own schema. */
export const storedRunInfo = z.looseObject({
  fluxproof: z.string(),
  scenario: z.looseObject({ name: z.string(), guarantee: z.string() }),
  set: z.array(z.string()).optional(),
  seed: z.number(),
  environment: z.string(),
  gitHost: z.string(),
  subject: subjectInfo,
  parts: z.record(z.string(), z.string()),
  /** Recordings leave it out. */
  host: hostInfo.optional(),
  startedAt: z.string(),
});

/** The same of a run that tells its machine. */
export const measuredRunInfo = storedRunInfo.extend({ host: hostInfo });

/** `verdicts.json`, whose outcome must be what its verdicts come to. */
export const storedJudgement = z
  .looseObject({
    scenario: z.string(),
    outcome,
    verdicts: z.array(
      z.looseObject({
        checker: z.string(),
        outcome,
        because: z.string(),
        evidence: z.array(z.int()),
      }),
    ),
  })
  .superRefine((judgement, context) => {
    const comesTo = overall(judgement);
    if (judgement.outcome === comesTo) return;
    const message = `${judgement.outcome}, though its verdicts come to ${comesTo}`;
    context.addIssue({ code: "custom", path: ["outcome"], message });
  });

function overall({ verdicts }: Pick<Judgement, "verdicts">): Judgement["outcome"] {
  if (verdicts.some((verdict) => verdict.outcome === "fail")) return "fail";
  const isPass = verdicts.length > 0 && verdicts.every((verdict) => verdict.outcome === "pass");
  return isPass ? "pass" : "unknown";
}

const latency = z.looseObject({
  ...{ count, missing: count, p50: figure, p95: figure, p99: figure, max: figure },
});
const stagedLatency = latency.extend({
  byStage: z.looseObject(
    Object.fromEntries(stages.map((stage) => [stage, latency])) as Record<
      (typeof stages)[number],
      typeof latency
    >,
  ),
});
const counts = z.record(z.string(), z.number().nonnegative());

/** `metrics.json`. */
export const storedMetrics: z.ZodType<Metrics> = z.looseObject({
  latencyMs: stagedLatency,
  coldStartMs: stagedLatency,
  memoryBytes: z.record(
    z.string(),
    z.looseObject({
      rssPeak: figure,
      workingSetPeak: figure,
      anonPeak: figure,
      atEnd: figure,
      limit: figure,
      oomKills: figure,
      restarts: count,
    }),
  ),
  cpuSeconds: counts,
  throttling: z
    .record(
      z.string(),
      z.looseObject({
        ...{ limitMilli: z.number().positive(), cpuPeriods: figure },
        ...{ throttledPeriods: figure, throttledSeconds: figure },
      }),
    )
    .exactOptional(),
  requests: z.looseObject({ git: counts, kubernetes: z.record(z.string(), counts) }),
});
