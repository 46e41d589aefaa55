import { readRunReport } from "./run-report.ts";

/** `node ci/failed-scenarios.ts REPORT`: the scenarios that did not pass, a line each. */
for (const { name, outcome } of readRunReport(process.argv[2] ?? "")) {
  if (outcome !== "pass") console.log(name);
}
