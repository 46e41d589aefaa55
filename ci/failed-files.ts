import { readVitestReport } from "./vitest-report.ts";

/** `node ci/failed-files.ts REPORT`: the test files with a failed test, a line each. */
const files = readVitestReport(process.argv[2] ?? "").filter(({ failed }) => failed);
for (const file of new Set(files.map(({ file }) => file))) console.log(file);
