import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { readVitestReport, type TestResult } from "./vitest-report.ts";

/**
 * Adds up what the steps of `.ci/run` reported and prints "N passed, N failed", after the names of what failed.
 * A step that exited with an error without a failed test of its own (a type error, a broken runner) counts as
 * one failure. A test against the real parts that failed and passed when its file ran a second time, alone, has
 * passed: it is named as flaky, which is a defect to mend, and no reason to throw a day's work away.
 * Usage: node ci/count.ts RESULTS_DIR EXIT_CODE… in the order of the steps below.
 */
const [dir = ".", ...exitCodes] = process.argv.slice(2);

interface Step {
  name: string;
  passed: number;
  /** A line each. */
  failures: string[];
  flakes?: string[];
}

const steps: Step[] = [
  { name: "tests", ...tests("tests.json") },
  { name: "tests against the real parts", ...tests("real-tests.json", "real-tests-again.json") },
  { name: "scenarios on the model", ...scenarios("model-runs") },
  { name: "fidelity of the model", passed: exitCodes[3] === "0" ? 1 : 0, failures: [] },
  { name: "scenarios on local", ...scenarios("runs") },
  { name: "scenarios on sim", ...scenarios("sim-runs") },
  { name: "the kind job", ...both(tests("kind-tests.json"), scenarios("kind-runs")) },
].map((step, index) => {
  const isBroken = exitCodes[index] !== "0" && step.failures.length === 0;
  return isBroken ? { ...step, failures: [`exit code ${exitCodes[index]}`] } : step;
});

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

function tests(report: string, again?: string): Omit<Step, "name"> {
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

/** An unknown verdict is never green. */
function scenarios(runs: string): Omit<Step, "name"> {
  const file = join(dir, runs, "report.json");
  const report: Report = existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
  const notPassed = (report.scenarios ?? []).filter(({ outcome }) => outcome !== "pass");
  return {
    passed: report.passed ?? 0,
    failures: notPassed.map(({ name, outcome, verdicts }) => {
      const because = verdicts.find((verdict) => verdict.outcome !== "pass")?.because ?? "";
      return `${name}: ${outcome}: ${because}`;
    }),
  };
}

interface Report {
  passed?: number;
  scenarios?: {
    name: string;
    outcome: string;
    verdicts: { outcome: string; because: string }[];
  }[];
}

function both(a: Omit<Step, "name">, b: Omit<Step, "name">): Omit<Step, "name"> {
  return { passed: a.passed + b.passed, failures: [...a.failures, ...b.failures] };
}
