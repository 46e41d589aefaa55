import { oneLine } from "../../reports/printable.ts";
import type { Difference, ObjectDifferences } from "../analysis/traces/compare.ts";
import type { RunComparison, ScenarioComparison } from "../analysis/traces/compare-runs.ts";
import { elementText } from "../analysis/traces/element.ts";

const signs: Record<ScenarioComparison["outcome"], string> = {
  same: "✓",
  different: "✗",
  incomparable: "?",
};

/** Objects of one kind that differ alike are told together, so many by name. */
const namedMax = 3;

/** The comparison for people: scenario by scenario, object by object, the sum last. */
export function comparisonText({ baseline, candidate, scenarios }: RunComparison): string {
  return [
    `baseline ${oneLine(baseline.join(", "))}, candidate ${oneLine(candidate.join(", "))}`,
    "+ in no baseline · - in every baseline but not here · ~ in another order than in every baseline",
    "",
    ...scenarios.flatMap(scenarioLines),
    "",
    sumLine(scenarios),
  ].join("\n");
}

function scenarioLines(comparison: ScenarioComparison): string[] {
  const { scenario, outcome, baselines, candidates, seeds } = comparison;
  const head = `${signs[outcome]} ${oneLine(scenario)}:`;
  if (comparison.outcome === "incomparable") {
    return [`${head} can't be compared: ${oneLine(comparison.because)}`];
  }
  const { agree, total, objects } = comparison;
  const counts = `${count(candidates.length, "candidate")} to ${count(baselines.length, "baseline")}`;
  return [
    `${head} ${agree} of ${total} elements agree (${counts})`,
    ...(seeds ? [`    note: seeds differ (${seeds.join(", ")}): chance drew otherwise`] : []),
    ...differencesText(objects, candidates.length),
  ];
}

/** Differences object by object, those of objects that differ alike together. */
export function differencesText(
  objects: readonly ObjectDifferences[],
  candidates: number,
): string[] {
  return groupAlike(objects, candidates).flatMap(({ names, lines }) => [
    `    ${names}`,
    ...lines.map((line) => `      ${line}`),
  ]);
}

function groupAlike(objects: readonly ObjectDifferences[], candidates: number) {
  const told = objects.map(({ object, differences }) => ({
    kind: [object.apiVersion ?? [], object.kind].flat().join(" "),
    name: `${object.namespace}/${object.name}`,
    lines: differences.map((difference) => differenceLine(difference, candidates)),
  }));
  const alike = Map.groupBy(told, ({ kind, lines }) => JSON.stringify([kind, lines]));
  return [...alike.values()].map((group) => {
    const named = group.slice(0, namedMax).map(({ name }) => name);
    const rest = group.length > namedMax ? ` and ${group.length - namedMax} more` : "";
    const names = oneLine(`${group[0]?.kind} ${named.join(", ")}${rest}`);
    return { names, lines: group[0]?.lines ?? [] };
  });
}

function differenceLine(difference: Difference, candidates: number): string {
  const { runs } = difference;
  const where = candidates > 1 ? ` (in ${runs.length} of ${candidates} candidates)` : "";
  return `${differenceText(difference)}${where}`;
}

function differenceText(difference: Difference): string {
  switch (difference.what) {
    case "extra":
      return `+ ${oneLine(elementText(difference.element))}`;
    case "missing":
      return `- ${oneLine(elementText(difference.element))}`;
    case "reversed": {
      const [earlier, later] = [difference.earlier, difference.later].map(elementText).map(oneLine);
      return `~ “${later}” before “${earlier}”`;
    }
  }
}

function sumLine(scenarios: readonly ScenarioComparison[]): string {
  const of = (outcome: ScenarioComparison["outcome"]) =>
    scenarios.filter((scenario) => scenario.outcome === outcome).length;
  const parts = [`${of("same")} the same`];
  if (of("different") > 0) parts.push(`${of("different")} different`);
  if (of("incomparable") > 0) parts.push(`${of("incomparable")} not comparable`);
  return parts.join(", ");
}

function count(number: number, word: string): string {
  return `${number} ${word}${number === 1 ? "" : "s"}`;
}
