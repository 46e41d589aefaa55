import { existsSync, readFileSync } from "node:fs";
import { relative } from "node:path";

/** One test of a report in vitest's JSON form. */
export interface TestResult {
  /** Relative to the working directory. */
  file: string;
  name: string;
  failed: boolean;
  /** The first line of what went wrong; empty for one that passed. */
  because: string;
}

/** A file that broke before its tests has one failed result, named for the file. Skipped tests have none. */
export function readVitestReport(file: string): TestResult[] {
  if (!existsSync(file)) return [];
  const report: Report = JSON.parse(readFileSync(file, "utf8"));
  return report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const path = relative(process.cwd(), name);
    const tests = assertionResults
      .filter(({ status }) => status === "passed" || status === "failed")
      .map(({ fullName, status, failureMessages }) => ({
        file: path,
        name: fullName,
        failed: status === "failed",
        because: firstLine(failureMessages?.[0]),
      }));
    const broke = status === "failed" && !tests.some(({ failed }) => failed);
    return broke
      ? [...tests, { file: path, name: "(the file)", failed: true, because: firstLine(message) }]
      : tests;
  });
}

interface Report {
  testResults: {
    name: string;
    status: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages?: string[] }[];
  }[];
}

function firstLine(text = ""): string {
  return text.split("\n", 1)[0]?.slice(0, 300) ?? "";
}
