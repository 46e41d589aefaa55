import { z } from "zod";
import { below, documentHead, parseDocument } from "./document-schema.ts";
import { subjectInfo } from "./run-schema.ts";
import type { Sweep, SweptPoint } from "./sweep.ts";

const amount = z.number().nonnegative();

const point: z.ZodType<SweptPoint> = z
  .looseObject({
    scenario: z.string(),
    set: z.array(z.string()),
    seed: z.int(),
    dir: below,
    state: z.enum(["pass", "fail", "unknown", "waiting"]),
    because: z.array(z.string()),
    tookMs: amount.nullable(),
    metrics: z.record(z.string(), z.number()).nullable(),
  })
  .refine(({ state, metrics }) => state !== "waiting" || metrics === null, {
    path: ["metrics"],
    error: "there, though it was not run",
  });

const schema: z.ZodType<Sweep> = z
  .looseObject({
    ...documentHead,
    subject: subjectInfo,
    scenarios: z.array(z.string()),
    axes: z.array(z.looseObject({ path: z.string(), values: z.array(z.string()) })),
    set: z.array(z.string()),
    repeats: z.int().positive(),
    budgetMs: amount.nullable(),
    points: z.array(point),
  })
  .refine(
    ({ points, unfinished }) =>
      unfinished !== undefined || points.every(({ state }) => state !== "waiting"),
    { path: ["unfinished"], error: "absent, though runs are waiting" },
  );

/**
 * The text of a `sweep.json`.
 * @throws UsageError naming the file and the field for anything else: another version, a cut file.
 */
export function parseSweep(text: string, file: string): Sweep {
  return parseDocument({ text, file, schema, what: "a sweep" });
}
