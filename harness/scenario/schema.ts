import { z } from "zod";
import { parseDuration } from "../core/duration.ts";
import { UsageError } from "../core/failure.ts";
import type { Scenario, Step } from "../core/scenario.ts";
import { artifactSchema, bucketNameSchema, bucketObjectsSchema } from "./artifact-schemas.ts";
import { parseBytes } from "./bytes.ts";
import { findContradictions } from "./consistency.ts";
import { parseCpu } from "./cpu.ts";
import { faultSchema } from "./fault-schema.ts";
import { filePathSchema } from "./repository-files.ts";

/** A duration such as `90s`. */
export const durationSchema = z
  .string()
  .refine((text) => parseDuration(text) !== undefined, "expected a duration such as 90s or 10m");

export const bytesSchema = z
  .string()
  .refine((text) => parseBytes(text) !== undefined, "expected a quantity such as 64Mi or 1Gi");

const cpuSchema = z
  .string()
  .refine(
    (text) => parseCpu(text) !== undefined,
    "expected a quantity such as 500m or 1, at least 10m",
  );

const count = z.int().min(0).max(100_000);
/** Short enough for `NAME-k-99999` to be a label value, which ends at 63 characters. */
const nameSchema = z
  .string()
  .regex(
    /^[a-z0-9]([a-z0-9-]{0,48}[a-z0-9])?$/,
    "expected a DNS label of at most 50 characters, such as fleet-000",
  );

/** A label value that can be part of a process's and a ServiceAccount's name. */
const shardSchema = z
  .string()
  .regex(/^[a-z0-9]([a-z0-9-]{0,18}[a-z0-9])?$/, "expected a DNS label such as shard1");

const arguments_ = z.record(z.string(), z.json());

const stepSchema: z.ZodType<Step> = z.lazy(() =>
  z.strictObject({
    use: z.string(),
    with: arguments_.optional(),
    steps: z.array(stepSchema).optional(),
    fault: faultSchema.optional(),
  }),
) as z.ZodType<Step>;

const scenarioShape = z.strictObject({
  version: z.literal(1),
  name: z
    .string()
    .regex(/^[a-z0-9-]+\/[a-z0-9-]+$/, "expected group/name, such as sources/force-push"),
  guarantee: z.string().min(1),
  environments: z.array(z.enum(["sim", "local", "kind", "cluster"])).min(1),
  exclusive: z.boolean(),
  freshCluster: z.boolean().optional(),
  fleet: z.strictObject({
    repositories: count,
    kustomizations: count,
    objectsPerKustomization: z.int().min(1).max(1000),
    sourceInterval: durationSchema,
    kustomizationInterval: durationSchema,
    retryInterval: durationSchema,
    shards: z.array(shardSchema.nullable()).min(1).optional(),
    kustomizationSpec: arguments_.optional(),
  }),
  repositories: z.array(
    z.strictObject({
      name: nameSchema,
      content: z
        .strictObject({
          files: z.int().min(0).max(1_000_000),
          fileBytes: z.int().min(0).max(100_000_000),
          history: z.int().min(0).max(100_000),
        })
        .partial()
        .optional(),
      source: z
        .strictObject({
          interval: durationSchema.optional(),
          timeout: durationSchema.optional(),
          account: nameSchema.optional(),
        })
        .optional(),
      kustomizations: count.optional(),
      kustomizationSpec: arguments_.optional(),
      files: z.record(filePathSchema, z.string()).optional(),
    }),
  ),
  accounts: z.array(z.strictObject({ name: nameSchema, owns: z.array(z.string()) })),
  artifactHosts: z
    .strictObject({
      registry: z
        .strictObject({
          login: z.enum(["basic", "bearer"]).optional(),
          artifacts: z.array(artifactSchema).optional(),
        })
        .optional(),
      buckets: z.record(bucketNameSchema, bucketObjectsSchema).optional(),
    })
    .optional(),
  objects: z.array(
    z.looseObject({
      apiVersion: z.string(),
      kind: z.string(),
      metadata: z.looseObject({ name: z.string() }),
    }),
  ),
  workloads: z
    .array(
      z.strictObject({
        select: z
          .strictObject({
            namespaces: z.array(z.string()).optional(),
            names: z.array(z.string()).optional(),
            resources: z.array(z.string()).optional(),
            labels: z.record(z.string(), z.string()).optional(),
          })
          .optional(),
        outcome: z.enum(["ready", "crash-loop", "never"]),
        after: durationSchema.optional(),
      }),
    )
    .optional(),
  controllers: z.record(
    z.string(),
    z.strictObject({
      memoryLimit: bytesSchema.optional(),
      cpuLimit: cpuSchema.optional(),
      temporaryFiles: z.enum(["disk", "memory"]).optional(),
      flags: z.array(z.string()).optional(),
      shards: z.array(shardSchema).optional(),
    }),
  ),
  drive: z.array(stepSchema),
  check: z.array(z.strictObject({ use: z.string(), with: arguments_.optional() })),
  kills: z.array(z.string()),
});

const scenarioSchema = scenarioShape.superRefine((scenario, context) => {
  for (const { path, expected } of findContradictions(scenario as Scenario)) {
    context.addIssue({ code: "custom", path, message: expected });
  }
});

/**
 * Checks that a value is a scenario.
 * @param where what to name in the error: a file, a `--set`.
 * @throws UsageError that names the field, the value seen and what was expected.
 */
export function parseScenario(value: unknown, where: string): Scenario {
  const parsed = scenarioSchema.safeParse(value);
  if (parsed.success) return parsed.data as Scenario;
  throw new UsageError(`${where}: ${explain(parsed.error, value)}`);
}

/** The first problem of a failed parse: its path, the value seen, what was expected. */
export function explain(error: z.ZodError, value: unknown): string {
  const issue = error.issues[0];
  if (!issue) return "not a valid value";
  const unknownKey = issue.code === "unrecognized_keys" ? issue.keys.slice(0, 1) : [];
  const path = [...issue.path, ...unknownKey];
  const seen = path.reduce<unknown>(
    (inner, key) => (inner as Record<PropertyKey, unknown> | undefined)?.[key],
    value,
  );
  const place = path.length > 0 ? `${path.map(String).join(".")} = ` : "";
  const keyIssue = issue.code === "invalid_key" ? issue.issues[0] : undefined;
  const expected = unknownKey.length > 0 ? "there is no such field" : (keyIssue ?? issue).message;
  return `${place}${excerpt(seen)}: ${expected}`;
}

/** A value as JSON, cut where it would bury the sentence it stands in. */
function excerpt(value: unknown): string {
  const text = JSON.stringify(value) ?? (value === undefined ? "nothing" : `a ${typeof value}`);
  return text.length > 120 ? `${text.slice(0, 119)}…` : text;
}
