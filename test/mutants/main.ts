import { writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { type ModelResult, runModelJobs } from "../../harness/commands/model-pool.ts";
import { terminalProgress } from "../../harness/commands/progress.ts";
import { selectScenarios } from "../../harness/commands/select-scenarios.ts";
import { wallClock } from "../../harness/environments/wall-clock.ts";
import { type Defect, defects } from "../../simulators/controllers/defects.ts";
import { describeMatrix } from "./describe-matrix.ts";
import { judgeMatrix } from "./judge-matrix.ts";

/**
 * `npm run mutants [-- NAME…] [--seed N] [--mutants A,B] [--json FILE]`: runs every scenario on the model as
 * it is and with each of its defects, prints which scenario catches which, and fails when the catalogue
 * proves less than it says.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    /** Seeds for each pair: chance must not decide what is caught. */
    seeds: { type: "string", default: "1" },
    mutants: { type: "string", default: "" },
    json: { type: "string" },
  },
});
const names = Object.keys(defects) as Defect[];
const chosen = values.mutants === "" ? names : (values.mutants.split(",") as Defect[]);
const strange = chosen.find((name) => !names.includes(name));
if (strange !== undefined) {
  console.error(`--mutants ${strange}: expected some of: ${names.join(", ")}`);
  process.exit(64);
}
const scenarios = await selectScenarios({ names: positionals, set: [] });
const first = Number(values.seed);
const seeds = Array.from({ length: Number(values.seeds) }, (_, index) => first + index);
const jobs = [[], ...chosen.map((defect) => [defect])].flatMap((broken) =>
  scenarios.flatMap((scenario) => seeds.map((seed) => ({ scenario, seed, defects: broken }))),
);
const clock = wallClock();
const line = terminalProgress(clock).begin(
  `${chosen.length} mutants × ${scenarios.length} scenarios`,
);
const results: ModelResult[] = [];
await runModelJobs({
  jobs,
  signal: new AbortController().signal,
  onResult(result) {
    results.push(result);
    line.update(`${results.length} of ${jobs.length} runs`);
  },
});
line.end(`${results.length} runs`);
const matrix = {
  scenarios,
  mutants: chosen,
  results,
  whole: positionals.length === 0 && values.mutants === "",
};
const problems = judgeMatrix(matrix);
console.log(describeMatrix(matrix));
for (const problem of problems) console.log(problem);
if (values.json !== undefined) {
  await writeFile(values.json, `${JSON.stringify({ results, problems }, null, 2)}\n`);
}
console.log(problems.length === 0 ? "every mutant is caught" : `${problems.length} problems`);
process.exitCode = problems.length === 0 ? 0 : 1;
