import { mkdir, writeFile } from "node:fs/promises";
import { join, relative, resolve } from "node:path";
import { renderCapacityPage } from "../../reports/html/capacity/capacity-page.ts";
import { findRunDirectories } from "../../reports/stored-run.ts";
import { answer } from "../capacity/answer.ts";
import { dryRunLocally } from "../capacity/dry-run-locally.ts";
import { measurePoints } from "../capacity/measure-points.ts";
import { type ReadPoint, readPoint, requireAlike } from "../capacity/read-points.ts";
import { type QuestionOptions, readQuestion } from "../capacity/read-question.ts";
import { measuredScenario, plannedPoints } from "../capacity/shapes.ts";
import { writeManifests } from "../capacity/write-manifests.ts";
import type { Capacity, CapacityQuestion } from "../core/capacity.ts";
import { exitCodes, HarnessError, UsageError } from "../core/failure.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { hostInfo } from "../runner/host-info.ts";
import { measuredPace } from "../runner/machine-pace.ts";
import { writeJson } from "../runner/run-directory.ts";
import { capacityText } from "./capacity-text.ts";
import { terminalProgress } from "./progress.ts";
import { optionsFor, provisionAll } from "./provision.ts";
import { readBudget, readSeed } from "./run-numbers.ts";
import { runsFolder } from "./runs-folder.ts";
import { selectScenarios } from "./select-scenarios.ts";
import { findSite } from "./site.ts";

export interface CapacityRequest extends QuestionOptions {
  subject: string;
  env?: string;
  gitHost: string;
  budget: string;
  from?: string[];
  seed?: string;
  out?: string;
  format: string;
  /** Whether a kube-apiserver judges the manifests. */
  dryRun: boolean;
  signal: AbortSignal;
}

/** How many shards, workers and what limits hold an SLO: measures, fits, plans. */
export async function capacityCommand(request: CapacityRequest): Promise<number> {
  const question = readQuestion(request);
  const clock = wallClock();
  const startedAt = new Date(clock.epochMs()).toISOString();
  const dir = runsFolder({ out: request.out, epochMs: clock.epochMs(), what: "capacity" });
  const budgetMs = readBudget(request.budget);
  const seed = request.seed === undefined ? 1 : readSeed(request.seed);
  const beganMs = clock.nowMs();
  const { points, unfinished } = request.from
    ? { points: await readStored(request.from, dir), unfinished: undefined }
    : await measure({ request, question, dir, seed, budgetMs });
  if (points.length === 0)
    throw new HarnessError(`no point gave figures: ${unfinished ?? "see the logs of the runs"}`);
  const { info } = requireAlike(points);
  const capacity = answer({
    ...{ question, points, seed, budgetMs, startedAt, unfinished },
    ...{
      subject: info.subject,
      environment: info.environment,
      gitHost: info.gitHost,
      host: info.host,
    },
    tookMs: Math.round(clock.nowMs() - beganMs),
  });
  await addManifests({ capacity, dir, request });
  await give({ capacity, dir, format: request.format });
  return exitCodeOf(capacity);
}

/** Runs that were made before, by this command or by a sweep. */
async function readStored(from: string[], dir: string): Promise<ReadPoint[]> {
  const runs = await findRunDirectories(from);
  return Promise.all(runs.map((run) => readPoint(run, relative(dir, resolve(run)))));
}

async function measure(of: {
  request: CapacityRequest;
  question: CapacityQuestion;
  dir: string;
  seed: number;
  budgetMs: number;
}) {
  const { request, question, dir, seed, budgetMs } = of;
  const { gitHost, signal } = request;
  const site = findSite(request);
  // The work of a model takes the times that are stated for it, and no CPU.
  const points = plannedPoints(site.isModel ? null : question.cpuLimitCores);
  const scenarioOf = async (set: readonly string[]) => {
    const [scenario] = await selectScenarios({ names: [measuredScenario], set });
    if (!scenario) throw new UsageError(`there is no scenario ${measuredScenario}`);
    return scenario;
  };
  const scenarios = await Promise.all(points.map(({ set }) => scenarioOf(set)));
  const { subject, environment } = await site.obtain({ ...request, scenarios });
  await using ending = new AsyncDisposableStack();
  ending.defer(async () => environment[Symbol.asyncDispose]?.());
  await mkdir(dir, { recursive: true });
  const clock = wallClock();
  return await measurePoints({
    ...{ points, scenarioOf, dir, seed, budgetMs, clock, signal, passesMost: 2 },
    ...{ subject, environment, gitHost, host: await hostInfo() },
    pace: measuredPace,
    progress: terminalProgress(clock),
  });
}

/** A plan is one without them, too: what keeps them from being there is told. */
async function addManifests(of: {
  capacity: Capacity;
  dir: string;
  request: CapacityRequest;
}): Promise<void> {
  const { capacity, dir, request } = of;
  const { plan, subject } = capacity;
  // A model has no release whose manifests they could be.
  if (!plan || subject.kind === "model") return;
  const { signal } = request;
  try {
    const { manifests, objects } = await writeManifests({
      ...{ plan, subject, dir, options: optionsFor(signal) },
    });
    plan.manifests = manifests;
    if (!request.dryRun) return;
    const provisioned = await provisionAll({ subject: subject.name, signal });
    manifests.dryRun = await dryRunLocally({ ...provisioned, objects, clock: wallClock(), signal });
  } catch (error) {
    if (!(error instanceof UsageError || error instanceof HarnessError)) throw error;
    process.stderr.write(`the manifests of the plan: ${error.message}\n`);
  }
}

/** Writes all of it, and prints what was asked for. */
async function give(of: { capacity: Capacity; dir: string; format: string }): Promise<void> {
  const { capacity, dir, format } = of;
  await mkdir(dir, { recursive: true });
  await writeJson(join(dir, "capacity.json"), capacity);
  const text = capacityText(capacity);
  await writeFile(join(dir, "capacity.txt"), text);
  await writeFile(join(dir, "report.html"), renderCapacityPage(capacity));
  process.stdout.write(format === "json" ? `${JSON.stringify(capacity, null, 2)}\n` : text);
  process.stderr.write(`\n${join(dir, "report.html")}\n`);
}

/** No plan is no failure of anything: it is unknown whether one holds, unless none can. */
function exitCodeOf({ plan, refusals }: Capacity): number {
  if (plan) return exitCodes.pass;
  const isRuledOut = refusals.some(({ kind }) => kind === "impossible" || kind === "contradiction");
  return isRuledOut ? exitCodes.fail : exitCodes.unknown;
}
