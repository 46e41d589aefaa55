import { join } from "node:path";
import { exitCodes, UsageError } from "../core/failure.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { hostInfo } from "../runner/host-info.ts";
import { measuredPace } from "../runner/machine-pace.ts";
import { parseAxes } from "../sweeps/axes.ts";
import { planPoints } from "../sweeps/points.ts";
import { readSweep, runSweep } from "../sweeps/run-sweep.ts";
import { exitCodeOf, exitCodeOfFailures } from "./exit-code.ts";
import { obtainK6 } from "./obtain-k6.ts";
import { terminalProgress } from "./progress.ts";
import { readBudget, readCount, readSeed } from "./run-numbers.ts";
import { runsFolder } from "./runs-folder.ts";
import { selectScenarios } from "./select-scenarios.ts";
import { findSite, type SiteRequest } from "./site.ts";
import { sweepText } from "./sweep-text.ts";

export interface SweepRunsRequest extends SiteRequest {
  names: string[];
  gitHost: string;
  seed?: string;
  out?: string;
  format: string;
  set: string[];
  /** `fleet.kustomizations=50,100` */
  sweep: string[];
  repeats?: string;
  budget?: string;
}

const mostRuns = 10_000;

/** `fluxproof run … --sweep`: runs scenarios at every combination of values, and tells their figures. */
export async function sweepRunsCommand(request: SweepRunsRequest): Promise<number> {
  const { names, set, signal, gitHost } = request;
  if (!["table", "json"].includes(request.format)) {
    throw new UsageError(
      `--format ${request.format}: with --sweep expected table or json; "fluxproof report DIR" has the others`,
    );
  }
  const axes = parseAxes(request.sweep);
  const scenarios = await selectScenarios({ names, set });
  const site = findSite(request);
  const clock = wallClock();
  const dir = runsFolder({ out: request.out, epochMs: clock.epochMs(), what: "sweep" });
  const before = await readSweep(dir);
  const repeats = readCount("--repeats", request.repeats ?? "1", { most: 1_000 });
  const seed = before && request.seed === undefined ? before.seed : readSeed(request.seed);
  const points = planPoints({ scenarios, axes, set, seed, repeats });
  if (points.length > mostRuns) {
    throw new UsageError(`--sweep: ${points.length} runs, expected at most ${mostRuns}`);
  }
  const budgetMs = readBudget(request.budget);

  if (!site.isModel) await obtainK6(scenarios, signal);
  const { subject, environment } = await site.obtain({ ...request, scenarios });
  await using ending = new AsyncDisposableStack();
  ending.defer(async () => environment[Symbol.asyncDispose]?.());
  const { sweep, failures } = await runSweep({
    ...{ dir, scenarios, axes, set, seed, repeats, subject, environment, gitHost, signal, clock },
    host: await hostInfo(),
    pace: measuredPace,
    budgetMs,
    progress: terminalProgress(clock),
    onTooLittle: (text) => void process.stderr.write(`${text}\n`),
  });
  const text = request.format === "json" ? JSON.stringify(sweep, null, 2) : sweepText(sweep);
  process.stdout.write(`${text}\n`);
  process.stderr.write(`${join(dir, "sweep.json")}\n`);
  if (failures.length > 0 && !signal.aborted) return exitCodeOfFailures(failures);
  const outcomes = sweep.points.flatMap(({ state }) => (state === "waiting" ? [] : [state]));
  const code = exitCodeOf(outcomes);
  return code === exitCodes.pass && sweep.unfinished !== undefined ? exitCodes.unknown : code;
}
