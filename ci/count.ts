import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readRunReport, type ScenarioResult } from "./run-report.ts";
import { readVitestReport, type TestResult } from "./vitest-report.ts";

/**
 * Adds up what the steps of `.ci/run` reported and prints "N passed, N failed", after the names of what failed.
 * A step that exited with an error without a failed test of its own (a type error, a broken runner), or never
 * ended, counts as one failure. A test against the real parts, or a scenario of the kind job, that failed and passed
 * when it ran a second time, alone, has passed: it is named as flaky, which is a defect to mend, and no reason to
 * throw a day's work away.
 * Usage: node ci/count.ts RESULTS_DIR
 */
const [dir = "."] = process.argv.slice(2);

/** What a step counted. */
interface Count {
  passed: number;
  /** A line each. */
  failures: string[];
  flakes?: string[];
}

interface Step extends Count {
  name: string;
}

const steps: Step[] = [
  step("tests", "tests", tests("tests.json")),
  step(
    "tests against the real parts",
    "real-tests",
    tests("real-tests.json", "real-tests-again.json"),
  ),
  step("scenarios on the model", "model", scenarios("model-runs")),
  step("fidelity of the model", "fidelity", {
    passed: exitCode("fidelity") === "0" ? 1 : 0,
    failures: [],
  }),
  step("scenarios on local", "local", scenarios("runs")),
  step("scenarios on sim", "sim", scenarios("sim-runs")),
  step(
    "the kind job",
    "kind",
    sum(
      tests("kind-tests.json"),
      ...["slow", "quick", "in-cluster"].map((list) =>
        scenarios(`kind-runs-${list}`, `kind-runs-${list}-again`),
      ),
    ),
  ),
];

for (const { name, failures, flakes = [] } of steps) {
  for (const line of flakes) console.log(`flaky, ${name}: ${line}`);
  for (const line of failures) console.log(`failed, ${name}: ${line}`);
}
for (const { name, passed, failures } of steps) {
  console.log(`${name}: ${passed} passed, ${failures.length} failed`);
}
const passed = steps.reduce((total, step) => total + step.passed, 0);
const failed = steps.reduce((total, step) => total + step.failures.length, 0);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** `id` is what `.ci/run` calls it. */
function step(name: string, id: string, count: Count): Step {
  const code = exitCode(id);
  const isBroken = code !== "0" && count.failures.length === 0;
  return {
    name,
    ...count,
    failures: isBroken ? [code === "" ? "never ended" : `exit code ${code}`] : count.failures,
  };
}

/** Empty for a step that never ended. */
function exitCode(id: string): string {
  const file = join(dir, `${id}.exit`);
  return existsSync(file) ? readFileSync(file, "utf8").trim() : "";
}

function tests(report: string, again?: string): Count {
  const first = readVitestReport(join(dir, report));
  const second = again === undefined ? [] : readVitestReport(join(dir, again));
  const isMended = ({ file, name }: TestResult) =>
    second.some((test) => test.file === file && test.name === name && !test.failed);
  const failed = first.filter((test) => test.failed);
  return {
    passed: first.filter((test) => !test.failed || isMended(test)).length,
    failures: failed.filter((test) => !isMended(test)).map(told),
    flakes: failed.filter(isMended).map(told),
  };
}

function told({ file, name, because }: TestResult): string {
  return `${file}: ${name}: ${because}`;
}

function scenarios(runs: string, again?: string): Count {
  const first = readRunReport(join(dir, runs, "report.json"));
  const second = again === undefined ? [] : readRunReport(join(dir, again, "report.json"));
  const isMended = ({ name }: ScenarioResult) =>
    second.some((result) => result.name === name && result.outcome === "pass");
  const failed = first.filter(({ outcome }) => outcome !== "pass");
  return {
    passed: first.length - failed.length + failed.filter(isMended).length,
    failures: failed.filter((result) => !isMended(result)).map(toldScenario),
    flakes: failed.filter(isMended).map(toldScenario),
  };
}

function toldScenario({ name, outcome, because }: ScenarioResult): string {
  return `${name}: ${outcome}: ${because}`;
}

function sum(...counts: Count[]): Count {
  return {
    passed: counts.reduce((total, { passed }) => total + passed, 0),
    failures: counts.flatMap(({ failures }) => failures),
    flakes: counts.flatMap(({ flakes = [] }) => flakes),
  };
}
