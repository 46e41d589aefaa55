import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { flatten } from "../analysis/figures.ts";
import { UsageError } from "../core/failure.ts";
import { machineOf } from "../core/machine.ts";
import { measuredRunInfo, storedJudgement, storedMetrics } from "../core/stored-schemas.ts";
import { fileNames, readRun } from "../runner/run-directory.ts";

export { flatten };

/** What is kept of a run for good, one line of NDJSON: who ran what where, how it was judged, its figures. */
export const runSummary = z.strictObject({
  version: z.literal(1),
  /** The same for the same run, wherever it is summarised: SHA-256 of its `run.json`. */
  id: z.string().regex(/^[0-9a-f]{64}$/),
  /** ISO 8601. */
  startedAt: z.iso.datetime(),
  fluxproof: z.string(),
  scenario: z.string(),
  environment: z.string(),
  gitHost: z.string(),
  subject: z.string(),
  /** A `model` measures nothing: its figures say nothing of Flux. */
  subjectKind: z.enum(["release", "mix", "folder", "installed", "model"]),
  /** Versions by controller. */
  controllers: z.record(z.string(), z.string()),
  seed: z.int(),
  /** What machine it was, so that only like is held to like. */
  machine: z.string(),
  /** The `--set` changes, in order. */
  set: z.array(z.string()),
  outcome: z.enum(["pass", "fail", "unknown"]),
  /** Checkers that failed or stayed unknown, each with its reason. */
  because: z.array(z.string()),
  /** Figures by name, the unit last: `latency.ready.p95Ms`, `memory.source-controller.rssPeakBytes`. */
  metrics: z.record(z.string(), z.number()),
});
export type RunSummary = z.infer<typeof runSummary>;

/**
 * Reads a run directory into its summary.
 * @throws UsageError for a folder that holds no judged run, naming the file.
 */
export async function summariseRun(dir: string): Promise<RunSummary> {
  const runFile = await read(dir, "run.json");
  const info = parse(dir, "run.json", runFile, measuredRunInfo);
  const verdicts = await read(dir, "verdicts.json");
  const judgement = parse(dir, "verdicts.json", verdicts, storedJudgement);
  if (judgement.outcome === "pass") await requireDriven(dir);
  const metrics = parse(dir, "metrics.json", await read(dir, "metrics.json"), storedMetrics);
  return {
    version: 1,
    id: createHash("sha256").update(runFile).digest("hex"),
    startedAt: info.startedAt,
    fluxproof: info.fluxproof,
    scenario: info.scenario.name,
    environment: info.environment,
    gitHost: info.gitHost,
    subject: info.subject.name,
    subjectKind: info.subject.kind,
    controllers: Object.fromEntries(
      info.subject.controllers.map(({ name, version }) => [name, version]),
    ),
    seed: info.seed,
    machine: machineOf(info.host),
    set: info.set ?? [],
    outcome: judgement.outcome,
    because: judgement.verdicts
      .filter(({ outcome }) => outcome !== "pass")
      .map(({ checker, because }) => `${checker}: ${because}`),
    metrics: flatten(metrics),
  };
}

/**
 * Nothing passes that was not driven to its end: the history was cut since, or the verdicts are of another.
 * @throws UsageError naming the history
 */
async function requireDriven(dir: string): Promise<void> {
  const { history } = await readRun(dir);
  const end = history.findLast((entry) => entry.type === "run.end");
  if (end?.outcome === "done") return;
  throw new UsageError(
    `${join(dir, fileNames.history)}: expected the end of a run that was driven to it, as verdicts.json says it passed; "fluxproof check ${dir}" judges it anew`,
  );
}

async function read(dir: string, name: string): Promise<string> {
  try {
    return await readFile(join(dir, name), "utf8");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new UsageError(`${join(dir, name)}: expected a file of a judged run (${code})`);
  }
}

function parse<T>(dir: string, name: string, text: string, schema: z.ZodType<T>): T {
  const file = join(dir, name);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new UsageError(`${file}: expected JSON: ${(error as Error).message}`);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new UsageError(`${file}: ${z.prettifyError(parsed.error)}`);
}
