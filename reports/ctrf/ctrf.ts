import type { Outcome } from "../../harness/core/verdict.ts";
import { describeEntry } from "../entry-text.ts";
import { oneLine, printable } from "../printable.ts";
import { repeatCommand, setupOf } from "../setup.ts";
import { outcomeOf, type StoredRun, verdictsOf } from "../stored-run.ts";
import { tally } from "../tally.ts";

/** Of the Common Test Report Format; its schema is published with its reference implementation. */
const specVersion = "0.0.0";

/** CTRF knows no unknown: it is `other`, never `skipped`, and `rawStatus` has our own word. */
const statuses: Record<Outcome, "passed" | "failed" | "other"> = {
  pass: "passed",
  fail: "failed",
  unknown: "other",
};

/** CTRF JSON: a test for each scenario's run. */
export function renderCtrf(runs: readonly StoredRun[]): string {
  const { passed, failed, unknown } = tally(runs);
  const tests = runs.map(testOf);
  const report = {
    ...{ reportFormat: "CTRF", specVersion, generatedBy: "fluxproof" },
    results: {
      tool: { name: "fluxproof", version: runs[0]?.info.fluxproof ?? "" },
      summary: {
        ...{ tests: runs.length, passed, failed, skipped: 0, pending: 0, other: unknown },
        start: tests.reduce((first, { start }) => Math.min(first, start), tests[0]?.start ?? 0),
        stop: tests.reduce((last, { stop }) => Math.max(last, stop), 0),
      },
      tests,
    },
  };
  return `${JSON.stringify(report, null, 2)}\n`;
}

function testOf(run: StoredRun) {
  const { name, guarantee } = run.info.scenario;
  const { environment, gitHost, subject, seed } = setupOf(run.info);
  const outcome = outcomeOf(run);
  const start = Date.parse(run.info.startedAt);
  const duration = Math.round(run.history.durationMs);
  const versions = Object.fromEntries(subject.controllers.map((part) => [part.name, part.version]));
  return {
    name: printable(name),
    status: statuses[outcome],
    rawStatus: outcome,
    ...{ start, stop: start + duration, duration },
    suite: [printable(name.split("/")[0] || name)],
    ...problemOf(run, outcome),
    labels: { environment, gitHost, subject: printable(subject.name), seed },
    extra: { guarantee, runDirectory: run.dir, repeat: repeatCommand(run.info), versions },
  };
}

/** Every verdict that decided, and the entries it rests on. */
function problemOf(run: StoredRun, outcome: Outcome) {
  if (outcome === "pass") return {};
  const deciding = verdictsOf(run).filter((verdict) => verdict.outcome === outcome);
  const cited = new Set(deciding.flatMap(({ evidence }) => evidence));
  const trace = run.history.excerpt
    .filter(({ entry }) => cited.has(entry.seq))
    .map(({ entry }) => `seq ${entry.seq}: ${describeEntry(entry)}`);
  return {
    message: oneLine(deciding.map(({ checker, because }) => `${checker}: ${because}`).join("; ")),
    ...(trace.length > 0 ? { trace: printable(trace.join("\n")) } : {}),
  };
}
