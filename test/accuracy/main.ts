import { execFileSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { type ReadPoint, readPoint } from "../../harness/capacity/read-points.ts";
import { measuredScenario } from "../../harness/capacity/shapes.ts";
import { terminalProgress } from "../../harness/commands/progress.ts";
import { selectScenarios } from "../../harness/commands/select-scenarios.ts";
import { findSite } from "../../harness/commands/site.ts";
import { parseDuration } from "../../harness/core/duration.ts";
import { machineOf } from "../../harness/core/machine.ts";
import { wallClock } from "../../harness/environments/wall-clock.ts";
import { hostInfo } from "../../harness/runner/host-info.ts";
import { paceFigure } from "../../harness/runner/kept-pace.ts";
import { measuredPace } from "../../harness/runner/machine-pace.ts";
import { parseCpu } from "../../harness/scenario/cpu.ts";
import { runPoints } from "../../harness/sweeps/run-points.ts";
import { compare, predictions } from "./compare.ts";
import { experiments } from "./experiments.ts";
import { figureOf } from "./figure-of.ts";
import { heldBackPercent } from "./held-back.ts";
import { type Accuracy, accuracyMarkdown, type ExperimentResult } from "./markdown.ts";
import { planRuns } from "./plan-runs.ts";

/**
 * `npm run accuracy [-- --quick] [--budget 25m] [--repeats 3] [--out DIR]`: fits small shapes, predicts larger
 * ones, measures those and compares. The same call goes on where an earlier one ended. Writes
 * `docs/accuracy.md` and `.json` (into the folder for `--quick`); exits with 1 where a prediction is outside, with 2 where something is not measured.
 */
const { values } = parseArgs({
  options: {
    quick: { type: "boolean", default: false },
    subject: { type: "string", default: "flux@2.7" },
    env: { type: "string" },
    budget: { type: "string", default: "25m" },
    repeats: { type: "string" },
    "size-cpu": { type: "string", default: "200m" },
    "shard-cpu": { type: "string", default: "100m" },
    seed: { type: "string", default: "1" },
    out: { type: "string", default: "fluxproof-runs/accuracy" },
    report: { type: "string" },
  },
});
const budgetMs = parseDuration(values.budget);
const repeats = Number(values.repeats ?? (values.quick ? 1 : 3));
if (!budgetMs || !(repeats >= 1)) throw new Error("--budget: a duration; --repeats: 1 or more");

const ending = new AbortController();
process.once("SIGINT", () => ending.abort(new Error("interrupted")));
process.once("SIGTERM", () => ending.abort(new Error("interrupted")));
const { signal } = ending;
const clock = wallClock();
const startedAt = new Date(clock.epochMs()).toISOString();
const dir = resolve(values.out);
const site = findSite({
  subject: values.subject,
  ...(values.env ? { env: values.env } : {}),
  signal,
});
const cores = (text: string) => (site.isModel ? null : (parseCpu(text) ?? 1000) / 1000);
const asked = experiments({
  isQuick: values.quick,
  sizeCpuCores: cores(values["size-cpu"]),
  shardCpuCores: cores(values["shard-cpu"]),
});
const scenarioOf = async (set: readonly string[]) => {
  const [scenario] = await selectScenarios({ names: [measuredScenario], set });
  if (!scenario) throw new Error(`there is no scenario ${measuredScenario}`);
  return scenario;
};
const plan = await planRuns({ asked, repeats, seed: Number(values.seed), scenarioOf });
const scenarios = plan.map(({ scenario }) => scenario);
const { subject, environment } = await site.obtain({
  ...{ subject: values.subject, env: environmentName(), signal, scenarios },
});
const host = await hostInfo();
await mkdir(dir, { recursive: true });

const fitCount = plan.filter(({ part }) => part !== "verify").length;
const common = { dir, subject, environment, gitHost: "sim", host, clock, signal };
const endMs = clock.nowMs() + budgetMs;
let unfinished: string | undefined;
// Predictions are written down before anything that they are of is measured.
for (const points of [plan.slice(0, fitCount), plan]) {
  const leftMs = Math.max(1, endMs - clock.nowMs());
  const run = await runPoints({
    ...common,
    points,
    budgetMs: leftMs,
    pace: measuredPace,
    onTooLittle: (text) => void process.stderr.write(`${text}\n`),
    progress: terminalProgress(clock),
  });
  unfinished = run.unfinished;
  await give(await results());
  if (unfinished !== undefined) break;
}
await environment[Symbol.asyncDispose]?.();

async function results(): Promise<Accuracy> {
  const found: ExperimentResult[] = [];
  for (const { name, question, cpuLimitCores, verify } of asked) {
    const fitted = await read(name, "fit");
    const verified = await read(name, "verify");
    const made = predictions(fitted, verify);
    const ofBoth = (figure: (point: ReadPoint["point"]) => number | undefined) => ({
      fitted: fitted.flatMap((point) => figure(point) ?? []),
      measured: verified.flatMap((point) => figure(point) ?? []),
    });
    found.push({
      ...{ name, question, cpuLimitCores, fitted: fitted.length, repeats: verified.length },
      pacesMs: ofBoth(({ figures }) => figures[paceFigure]),
      heldBackPercent: ofBoth(heldBackPercent),
      compared: compare(made, verified, figureOf),
    });
  }
  return {
    commit: execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim(),
    ...{ subject: subject.info.name, environment: environment.name, startedAt, experiments: found },
    host: machineOf(host),
    ...(unfinished === undefined ? {} : { unfinished }),
  };
}

async function read(experiment: string, part: "fit" | "verify") {
  const points: ReadPoint["point"][] = [];
  for (const run of plan) {
    if (run.experiment !== experiment || run.part !== part) continue;
    const point = await readPoint(join(dir, run.dir), run.dir).catch(() => undefined);
    if (point) points.push(point.point);
  }
  return points;
}

async function give(accuracy: Accuracy): Promise<void> {
  const report = values.report ?? (values.quick ? join(dir, "accuracy.md") : "docs/accuracy.md");
  await writeFile(report, accuracyMarkdown(accuracy));
  await writeFile(report.replace(/(\.md)?$/, ".json"), `${JSON.stringify(accuracy, null, 2)}\n`);
  const all = accuracy.experiments.flatMap(({ compared }) => compared);
  console.log(accuracyMarkdown(accuracy));
  const isWhole = all.every(({ verdict }) => verdict === "within" || verdict === "outside");
  process.exitCode = all.some(({ verdict }) => verdict === "outside")
    ? 1
    : isWhole && accuracy.unfinished === undefined
      ? 0
      : 2;
}

function environmentName(): string {
  return values.env ?? (site.isModel ? "sim" : "local");
}
