import { create } from "xmlbuilder2";
import type { Outcome } from "../../harness/core/verdict.ts";
import { describeEntry } from "../entry-text.ts";
import { oneLine, printable } from "../printable.ts";
import { setupOf } from "../setup.ts";
import { outcomeOf, type StoredRun, verdictsOf } from "../stored-run.ts";

type Element = ReturnType<typeof create>;

/** JUnit XML: a suite for each scenario group, a case for each scenario; unknown is an error, never a skip. */
export function renderJunit(runs: readonly StoredRun[]): string {
  const root = create({ version: "1.0", encoding: "UTF-8" }).ele("testsuites", {
    name: "fluxproof",
    ...counts(runs),
  });
  for (const [group, own] of Map.groupBy(runs, (run) => groupOf(run))) {
    const suite = root.ele("testsuite", { name: printable(group), ...counts(own) });
    for (const run of own) addCase(suite, group, run);
  }
  return `${root.end({ prettyPrint: true })}\n`;
}

function addCase(suite: Element, group: string, run: StoredRun): void {
  const { name, guarantee } = run.info.scenario;
  const testcase = suite.ele("testcase", {
    name: printable(name.slice(group.length + 1) || name),
    classname: printable(group),
    time: seconds(run.history.durationMs),
  });
  addProperties(testcase, run, guarantee);
  const outcome = outcomeOf(run);
  if (outcome === "fail") addProblem(testcase.ele("failure"), run, "fail");
  if (outcome === "unknown") addProblem(testcase.ele("error"), run, "unknown");
}

/** Every verdict of this outcome with its evidence; first the sentences, for viewers that cut. */
function addProblem(element: Element, run: StoredRun, outcome: Outcome): void {
  const deciding = verdictsOf(run).filter((verdict) => verdict.outcome === outcome);
  const message = deciding.map(({ checker, because }) => `${checker}: ${because}`).join("; ");
  const details = deciding.map((verdict) => {
    const evidence = run.history.excerpt
      .filter(({ entry }) => verdict.evidence.includes(entry.seq))
      .map(({ entry }) => `  seq ${entry.seq}: ${describeEntry(entry)}`);
    return [`${verdict.checker}: ${verdict.because}`, ...evidence].join("\n");
  });
  const text = [...details, `run directory: ${run.dir}`].join("\n\n");
  element.att("type", outcome).att("message", oneLine(message)).txt(printable(text));
}

function addProperties(testcase: Element, run: StoredRun, guarantee: string): void {
  const { environment, gitHost, subject, seed } = setupOf(run.info);
  const properties = testcase.ele("properties");
  const values: [string, string][] = [
    ["guarantee", guarantee],
    ["environment", environment],
    ["git-host", gitHost],
    ["subject", subject.name],
    ["seed", String(seed)],
    ...subject.controllers.map((part): [string, string] => [part.name, part.version]),
    ...subject.notes.map((note): [string, string] => ["note", note]),
  ];
  for (const [name, value] of values) {
    properties.ele("property", { name: printable(name), value: printable(value) });
  }
}

function groupOf(run: StoredRun): string {
  const { name } = run.info.scenario;
  return name.includes("/") ? name.slice(0, name.indexOf("/")) : "scenarios";
}

function counts(runs: readonly StoredRun[]) {
  const count = (outcome: Outcome) => runs.filter((run) => outcomeOf(run) === outcome).length;
  return {
    tests: runs.length,
    failures: count("fail"),
    errors: count("unknown"),
    time: seconds(runs.reduce((total, run) => total + run.history.durationMs, 0)),
  };
}

function seconds(ms: number): string {
  return (ms / 1000).toFixed(3);
}
