import { randomInt } from "node:crypto";
import { existsSync, readdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { readRunSet } from "../../reports/stored-run.ts";
import { UsageError } from "../core/failure.ts";
import type { Scenario } from "../core/scenario.ts";
import type { Environment, RunTime } from "../environments/environment.ts";
import { localEnvironment } from "../environments/local/local-environment.ts";
import { simEnvironment } from "../environments/sim/sim-environment.ts";
import { seededRandom, wallClock } from "../environments/wall-clock.ts";
import { packageVersion } from "../package-info.ts";
import { hostInfo } from "../runner/host-info.ts";
import { runScenario, type ScenarioResult } from "../runner/run-scenario.ts";
import { parseSubject } from "../subjects/request.ts";
import type { Subject } from "../subjects/subject.ts";
import { exitCodeOf, exitCodeOfFailures } from "./exit-code.ts";
import { terminalProgress } from "./progress.ts";
import { provisionAll, provisionOnly } from "./provision.ts";
import { giveReport, writeReports } from "./reports.ts";
import { selectScenarios } from "./select-scenarios.ts";

export interface RunRequest {
  names: string[];
  env: string;
  subject: string;
  gitHost: string;
  seed?: string;
  out?: string;
  format: string;
  set: string[];
  signal: AbortSignal;
}

/** Runs scenarios one after another, each in a slot of its own, and writes their reports. */
export async function runCommand(request: RunRequest): Promise<number> {
  const scenarios = await selectScenarios(request);
  parseSubject(request.subject);
  requireKnown("environment (--env)", request.env, Object.keys(environments));
  requireKnown("Git host (--git-host)", request.gitHost, ["sim"]);
  const seed = readSeed(request.seed);
  const dir = chooseDirectory(request.out, seed);

  const { subject, environment } =
    await environments[request.env as keyof typeof environments](request);
  const results = await runAll({ request, scenarios, seed, dir, subject, environment });

  const runs = await readRunSet([dir]);
  const htmlFile = await writeReports({ runs, dir });
  await giveReport({ runs, dir, format: request.format });
  process.stderr.write(`\nseed ${seed}, report: ${htmlFile}\n`);
  const failures = results.flatMap(({ judgement, failure }) => {
    if (failure) process.stderr.write(`${judgement.scenario}: ${failure.message}\n`);
    return failure ? [failure] : [];
  });
  return failures.length > 0 && !request.signal.aborted
    ? exitCodeOfFailures(failures)
    : exitCodeOf(results.map(({ judgement }) => judgement.outcome));
}

/** What each environment obtains before it can run a subject. */
const environments = {
  async local(request: RunRequest) {
    const { subject, controlPlane } = await provisionAll(request);
    return { subject, environment: localEnvironment({ controlPlane }) };
  },
  async sim(request: RunRequest) {
    return { subject: await provisionOnly(request), environment: simEnvironment() };
  },
};

async function runAll({
  request,
  scenarios,
  seed,
  dir,
  subject,
  environment,
}: {
  request: RunRequest;
  scenarios: Scenario[];
  seed: number;
  dir: string;
  subject: Subject;
  environment: Environment;
}): Promise<ScenarioResult[]> {
  const host = await hostInfo();
  const progress = terminalProgress(wallClock());
  const results: ScenarioResult[] = [];
  for (const [index, scenario] of scenarios.entries()) {
    if (request.signal.aborted) break;
    const line = progress.begin(`[${index + 1}/${scenarios.length}] ${scenario.name}`);
    const result = await runScenario({
      info: {
        version: 1,
        fluxproof: packageVersion(),
        scenario,
        ...(request.set.length > 0 ? { set: request.set } : {}),
        seed,
        environment: environment.name,
        gitHost: request.gitHost,
        subject: subject.info,
        parts: environment.parts,
        host,
      },
      environment,
      subject,
      dir: join(dir, scenario.name),
      time: environment.time?.() ?? realTime(),
      random: seededRandom(seed).fork(scenario.name),
      signal: request.signal,
      onPhase: (phase) => line.update(phase),
    });
    line.end(result.judgement.outcome);
    results.push(result);
  }
  return results;
}

function realTime(): RunTime {
  return { clock: wallClock(), run: (main) => main() };
}

function requireKnown(what: string, seen: string, known: string[]): void {
  if (!known.includes(seen)) {
    throw new UsageError(`${what} ${JSON.stringify(seen)}: expected one of: ${known.join(", ")}`);
  }
}

const largestSeed = 2 ** 32 - 1;

function readSeed(text: string | undefined): number {
  if (text === undefined) return randomInt(largestSeed);
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > largestSeed) {
    throw new UsageError(`--seed ${text}: expected a whole number from 0 to ${largestSeed}`);
  }
  return seed;
}

/** Runs never mix: the folder must be new or empty. */
function chooseDirectory(out: string | undefined, seed: number): string {
  const stamp = new Date(wallClock().epochMs()).toISOString().replaceAll(/[-:]|\..*/g, "");
  const dir = resolve(out ?? join("fluxproof-runs", `${stamp}-${seed}`));
  if (existsSync(dir) && readdirSync(dir).length > 0) {
    throw new UsageError(
      `--out ${dir}: expected a new or empty folder, it holds ${readdirSync(dir)[0]}`,
    );
  }
  return dir;
}
