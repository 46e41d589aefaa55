import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * Adds up what the steps of `.ci/run` reported and prints "N passed, N failed". A step that exited with
 * an error without a failed test of its own (a type error, a broken runner) counts as one failure.
 * Usage: node ci/count.ts RESULTS_DIR EXIT_CODE… in the order of the steps below.
 */
const [dir = ".", ...exitCodes] = process.argv.slice(2);
const counted = [
  { name: "tests", ...vitest(join(dir, "tests.json")) },
  { name: "tests against the real parts", ...vitest(join(dir, "real-tests.json")) },
  { name: "scenarios on the model", ...scenarios(join(dir, "model-runs", "report.json")) },
  { name: "fidelity of the model", passed: exitCodes[3] === "0" ? 1 : 0, failed: 0 },
  { name: "scenarios on local", ...scenarios(join(dir, "runs", "report.json")) },
  { name: "scenarios on sim", ...scenarios(join(dir, "sim-runs", "report.json")) },
  {
    name: "the kind job",
    ...add(vitest(join(dir, "kind-tests.json")), scenarios(join(dir, "kind-runs", "report.json"))),
  },
].map((step, index) => {
  const broken = exitCodes[index] !== "0" && step.failed === 0;
  return broken ? { ...step, failed: 1 } : step;
});

for (const { name, passed, failed } of counted) {
  console.log(`${name}: ${passed} passed, ${failed} failed`);
}
const sum = (key: "passed" | "failed") => counted.reduce((total, step) => total + step[key], 0);
console.log(`${sum("passed")} passed, ${sum("failed")} failed`);
process.exitCode = sum("failed") === 0 ? 0 : 1;

interface Count {
  passed: number;
  failed: number;
}

function add(a: Count, b: Count): Count {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed };
}

function vitest(file: string): Count {
  const report = read(file);
  return { passed: report.numPassedTests ?? 0, failed: report.numFailedTests ?? 0 };
}

/** An unknown verdict is never green. */
function scenarios(file: string): Count {
  const report = read(file);
  return { passed: report.passed ?? 0, failed: (report.failed ?? 0) + (report.unknown ?? 0) };
}

function read(file: string): Record<string, number> {
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : {};
}
