import { z } from "zod";
import type { Capacity } from "./capacity.ts";
import { estimate, fittedModel, measuredPoint } from "./capacity-model-schema.ts";
import { documentHead, parseDocument } from "./document-schema.ts";
import { stages } from "./metrics.ts";
import { subjectInfo } from "./run-schema.ts";

const positive = z.number().positive();
const amount = z.number().nonnegative();

const question = z.looseObject({
  clusters: positive,
  kustomizationsPerCluster: positive,
  repositories: positive,
  filesPerRepository: positive,
  commitsPerHour: amount,
  slo: z.looseObject({
    text: z.string(),
    share: z.number().gt(0).max(1),
    stage: z.enum(stages),
    withinMs: positive,
  }),
  memoryLimitBytes: positive,
  cpuLimitCores: positive,
  sourceIntervalMs: positive.nullable(),
  kustomizationIntervalMs: positive,
});

const resources = z.looseObject({ cpuCores: amount, memoryBytes: amount });

const plan = z.looseObject({
  controllers: z.array(
    z.looseObject({
      name: z.string(),
      instances: z.int().positive(),
      objectsPerInstance: amount,
      concurrency: z.int().positive(),
      temporaryFiles: z.literal("memory").exactOptional(),
      memoryBytes: estimate,
      requests: resources,
      limits: resources,
      utilisation: estimate.nullable(),
    }),
  ),
  sourceIntervalMs: positive,
  kustomizationIntervalMs: positive,
  latencyMs: estimate,
  marginPercent: z.number(),
  latencyParts: z.array(z.looseObject({ name: z.string(), estimate })),
  binding: z.string(),
  rates: z.looseObject({
    gitPerSecond: estimate.nullable(),
    kubernetesPerSecond: z.record(z.string(), estimate),
    kubernetesPerSecondPeak: estimate.nullable(),
  }),
  assumptions: z.array(z.string()),
  manifests: z
    .looseObject({
      dir: z.string(),
      files: z.array(z.string()),
      dryRun: z.looseObject({ accepted: z.boolean(), because: z.string() }).exactOptional(),
    })
    .exactOptional(),
});

const region = z.looseObject({
  sourceIntervalMs: positive,
  cells: z.array(
    z.looseObject({
      shards: z.int().positive(),
      concurrency: z.int().positive(),
      latencyMs: estimate.nullable(),
      memoryBytes: estimate.nullable(),
      verdict: z.enum(["holds", "too-slow", "too-large", "overloaded", "out-of-range"]),
      because: z.string(),
      isPlan: z.boolean(),
    }),
  ),
});

const refusal = z.looseObject({
  kind: z.enum([
    ...(["impossible", "contradiction", "no-fit"] as const),
    ...(["out-of-range", "too-few-points", "budget"] as const),
  ]),
  because: z.string(),
  instead: z.string().exactOptional(),
});

const schema: z.ZodType<Capacity> = z
  .looseObject({
    ...documentHead,
    tookMs: amount,
    subject: subjectInfo,
    budgetMs: amount,
    question,
    points: z.array(measuredPoint),
    models: z.array(fittedModel),
    plan: plan.nullable(),
    region: region.nullable(),
    refusals: z.array(refusal),
  })
  .superRefine(({ plan: found, question: { slo }, refusals }, context) => {
    if (!found && refusals.length === 0) {
      context.addIssue({ code: "custom", path: ["refusals"], message: "no plan, and no reason" });
    }
    if (found && found.latencyMs.high > slo.withinMs) {
      const message = `a plan whose latency may be ${found.latencyMs.high} ms, though ${slo.withinMs} are allowed`;
      context.addIssue({ code: "custom", path: ["plan", "latencyMs"], message });
    }
  });

/**
 * The text of a `capacity.json`.
 * @throws UsageError naming the file and the field for anything else: another version, a cut file, a plan that
 * breaks its own SLO.
 */
export function parseCapacity(text: string, file: string): Capacity {
  return parseDocument({ text, file, schema, what: "an answer about capacity" });
}
