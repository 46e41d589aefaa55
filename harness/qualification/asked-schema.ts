import { z } from "zod";
import { parseDocument } from "../core/document-schema.ts";
import type { Asked } from "./asked.ts";

const digests = z.record(
  z.string(),
  z.string().regex(/^[0-9a-f]{16}$/, "expected 16 digits of a digest"),
);

const schema: z.ZodType<Asked> = z.strictObject({
  version: z.literal(1),
  fluxproof: z.string(),
  baseline: z.string(),
  candidate: z.string(),
  environment: z.string(),
  parts: z.record(z.string(), z.string()),
  gitHost: z.string(),
  machine: z.string(),
  seed: z.int().nonnegative(),
  set: z.array(z.string()),
  // Those of before it was told had them there.
  temporaryFiles: z.enum(["memory", "disk"]).default("disk"),
  performance: digests,
  conformanceRuns: z.int().positive(),
  warmUps: z.int().nonnegative(),
});

/**
 * The text of a `request.json`.
 * @throws UsageError naming the file, the field and what stands there for anything else
 */
export function parseAsked(text: string, file: string): Asked {
  return parseDocument({ text, file, schema, what: "what a qualification was asked" });
}
