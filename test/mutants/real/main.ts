import { mkdir } from "node:fs/promises";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { terminalProgress } from "../../../harness/commands/progress.ts";
import { selectScenarios } from "../../../harness/commands/select-scenarios.ts";
import { exitCodes } from "../../../harness/core/failure.ts";
import { simEnvironment } from "../../../harness/environments/sim/sim-environment.ts";
import { wallClock } from "../../../harness/environments/wall-clock.ts";
import { hostInfo } from "../../../harness/runner/host-info.ts";
import { runOne } from "../../../harness/runner/run-one.ts";
import { defaultCacheDir } from "../../../harness/subjects/cache-dir.ts";
import { provisionSubject } from "../../../harness/subjects/provision.ts";
import { parseSubject } from "../../../harness/subjects/request.ts";
import type { Subject } from "../../../harness/subjects/subject.ts";
import { buildMutant } from "./build-mutant.ts";
import { describeReal } from "./describe-real.ts";
import { judgeReal, type RealRun } from "./judge-real.ts";
import { realMutants } from "./real-mutants.ts";

/**
 * `npm run mutants:real [-- NAME…] [--seed N] [--out DIR]`: builds Flux controllers with one defect each,
 * runs on each the scenarios that must catch it, and the same on the release as it is. Fails when a mutant
 * survives or the release does not pass.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { seed: { type: "string", default: "1" }, out: { type: "string" } },
});
const strange = positionals.find((name) => !realMutants.some((mutant) => mutant.name === name));
if (strange !== undefined) {
  const known = realMutants.map(({ name }) => name).join(", ");
  console.error(`mutant ${strange}: expected one of: ${known}`);
  process.exit(exitCodes.usage);
}
const mutants = realMutants.filter(
  ({ name }) => positionals.length === 0 || positionals.includes(name),
);
const ending = new AbortController();
process.once("SIGINT", () => ending.abort(new Error("ended by SIGINT")));
const clock = wallClock();
const { signal } = ending;
const options = { cacheDir: defaultCacheDir(), progress: terminalProgress(clock), signal };
const stamp = new Date(clock.epochMs()).toISOString().replaceAll(/[-:]|\..*/g, "");
const out = resolve(values.out ?? join("fluxproof-runs", `mutants-${stamp}`));

const release = await provisionSubject(parseSubject("flux@2.7"), options);
const environment = simEnvironment();
const host = await hostInfo();
const runs: RealRun[] = [];

async function run(subject: Subject, name: string, mutant: string | undefined): Promise<void> {
  const label = mutant ?? "clean";
  const line = options.progress.begin(`${label}: ${name}`);
  const [scenario] = await selectScenarios({ names: [name], set: [] });
  if (!scenario || signal.aborted) return;
  const result = await runOne({
    ...{ scenario, seed: Number(values.seed), dir: join(out, label, name) },
    ...{ host, environment, subject, signal },
    onPhase: (phase) => line.update(phase),
  });
  line.end(result.judgement.outcome);
  runs.push({ ...(mutant === undefined ? {} : { mutant }), scenario: name, ...result });
}

const names = mutants.flatMap(({ caughtBy }) => caughtBy.map(({ scenario }) => scenario));
for (const name of new Set(names)) await run(release, name, undefined);
for (const mutant of mutants) {
  const dir = join(out, mutant.name, "subject");
  await mkdir(dir, { recursive: true });
  const subject = await buildMutant(mutant, release, dir, options);
  const scenarios = new Set(mutant.caughtBy.map(({ scenario }) => scenario));
  for (const name of scenarios) await run(subject, name, mutant.name);
}
const problems = judgeReal(mutants, runs);
console.log(describeReal(mutants, runs));
for (const problem of problems) console.log(problem);
console.log(problems.length === 0 ? `every mutant is caught: ${out}` : `see ${out}`);
process.exitCode = problems.length === 0 ? exitCodes.pass : exitCodes.fail;
