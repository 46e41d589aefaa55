import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const step = z.looseObject({
  name: z.string().optional(),
  id: z.string().optional(),
  uses: z.string().optional(),
  run: z.string().optional(),
  env: z.record(z.string(), z.string()).optional(),
  with: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])).optional(),
});
export type Step = z.infer<typeof step>;

const workflow = z.looseObject({
  name: z.string(),
  permissions: z.record(z.string(), z.string()),
  concurrency: z.strictObject({ group: z.string(), "cancel-in-progress": z.boolean() }),
  env: z.record(z.string(), z.string()).optional(),
  jobs: z.record(
    z.string(),
    z.looseObject({
      "timeout-minutes": z.int(),
      permissions: z.record(z.string(), z.string()).optional(),
      steps: z.array(step),
    }),
  ),
});
export type Workflow = z.infer<typeof workflow>;

const action = z.looseObject({
  inputs: z.record(
    z.string(),
    z.strictObject({
      description: z.string(),
      default: z.string().optional(),
      required: z.literal(true).optional(),
    }),
  ),
  runs: z.strictObject({ using: z.literal("composite"), steps: z.array(step) }),
});

/** What users copy into `.github`, as it is read. */
export function readAction() {
  return action.parse(read("actions/fluxproof/action.yml"));
}

export function readWorkflows(): Record<string, Workflow> {
  const files = globSync("workflows/*.yml", { cwd: import.meta.dirname }).sort();
  return Object.fromEntries(files.map((file) => [file, workflow.parse(read(file))]));
}

function read(file: string): unknown {
  return parse(readFileSync(join(import.meta.dirname, file), "utf8"));
}
