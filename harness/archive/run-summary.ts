import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { UsageError } from "../core/failure.ts";
import { type Metrics, stages } from "../core/metrics.ts";
import type { RunInfo } from "../core/run.ts";
import type { Judgement } from "../core/verdict.ts";

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
  const info = parse<RunInfo>(dir, "run.json", runFile);
  const judgement = parse<Judgement>(dir, "verdicts.json", await read(dir, "verdicts.json"));
  const metrics = parse<Metrics>(dir, "metrics.json", await read(dir, "metrics.json"));
  const { cpuModel, cpus, memoryBytes } = info.host;
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
    machine: `${cpuModel}, ${cpus} CPUs, ${Math.round(memoryBytes / 2 ** 30)} GiB`,
    set: info.set ?? [],
    outcome: judgement.outcome,
    because: judgement.verdicts
      .filter(({ outcome }) => outcome !== "pass")
      .map(({ checker, because }) => `${checker}: ${because}`),
    metrics: flatten(metrics),
  };
}

/** Names for all figures that a run has; what could not be measured has none. */
export function flatten(metrics: Metrics): Record<string, number> {
  const figures: [string, number | null][] = [];
  for (const [kind, latency] of [
    ["latency", metrics.latencyMs],
    ["coldStart", metrics.coldStartMs],
  ] as const) {
    for (const stage of stages) {
      const { p50, p95, p99, max, missing } = latency.byStage[stage];
      for (const [name, value] of Object.entries({ p50, p95, p99, max })) {
        figures.push([`${kind}.${stage}.${name}Ms`, value]);
      }
      figures.push([`${kind}.${stage}.missing`, missing]);
    }
  }
  for (const [process, memory] of Object.entries(metrics.memoryBytes)) {
    const { rssPeak, workingSetPeak, anonPeak, oomKills, restarts } = memory;
    for (const [name, value] of Object.entries({ rssPeak, workingSetPeak, anonPeak })) {
      figures.push([`memory.${process}.${name}Bytes`, value]);
    }
    figures.push(
      [`memory.${process}.oomKills`, oomKills],
      [`process.${process}.restarts`, restarts],
    );
  }
  for (const [process, seconds] of Object.entries(metrics.cpuSeconds)) {
    figures.push([`cpu.${process}.seconds`, seconds]);
  }
  for (const [process, summary] of Object.entries(metrics.throttling ?? {})) {
    figures.push([`cpu.${process}.throttledSeconds`, summary.throttledSeconds]);
  }
  for (const [endpoint, count] of Object.entries(metrics.requests.git)) {
    figures.push([`requests.git.${endpoint}`, count]);
  }
  for (const [process, counts] of Object.entries(metrics.requests.kubernetes)) {
    const all = Object.values(counts).reduce((sum, count) => sum + count, 0);
    figures.push([`requests.kubernetes.${process}`, all]);
  }
  return Object.fromEntries(
    figures.filter((figure): figure is [string, number] => figure[1] !== null),
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

function parse<T>(dir: string, name: string, text: string): T {
  try {
    return JSON.parse(text) as T;
  } catch (error) {
    throw new UsageError(`${join(dir, name)}: expected JSON: ${(error as Error).message}`);
  }
}
