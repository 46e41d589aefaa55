import type { Metrics } from "../core/metrics.ts";
import type { Difference } from "../core/qualification.ts";
import { type Side, sides } from "./arm.ts";
import type { ComparedRun } from "./compared-run.ts";
import { instanceOf } from "./controller-of.ts";

type Runs = Record<Side, readonly ComparedRun[]>;

/** So much apart, in share and in number, are counts that neither spread nor the length of a run explains. */
const shareMin = 1.5;
const requestsMin = 10;
/** One that the other side never asks is told from so many on: a single one may be chance. */
const newRequestsMin = 3;

/** Requests of which every run of one side has clearly more than any of the other. */
export function requestDifferences(runs: Runs): Difference[] {
  const counts = bySide(runs, ({ metrics }) => requestCounts(metrics));
  return differing(runs, counts, (few, many) =>
    few.max === 0
      ? many.min >= newRequestsMin
      : many.min >= few.max * shareMin && many.min - few.max >= requestsMin,
  ).map(({ name, ...difference }) => {
    const [process = "", ...request] = name.split(" ");
    const isGit = process === "git";
    return {
      ...difference,
      mark: "change",
      controller: isGit ? "source-controller" : instanceOf(process),
      kind: "requests",
      where: isGit ? `Git host, ${request.join(" ")}` : `${process}: ${request.join(" ")}`,
    };
  });
}

/** Figures that every run of one side has and none of the other. */
export function figureDifferences(runs: Runs): Difference[] {
  const names = new Set(
    sides.flatMap((side) => runs[side].flatMap(({ figures }) => Object.keys(figures))),
  );
  return [...names].sort().flatMap((name): Difference[] => {
    if (name.startsWith("requests.")) return [];
    const has = (side: Side) => runs[side].map(({ figures }) => name in figures);
    const [before, now] = [has("baseline"), has("candidate")];
    const isOnly = (own: boolean[], other: boolean[]) => own.every(Boolean) && !other.some(Boolean);
    if (!isOnly(before, now) && !isOnly(now, before)) return [];
    const process = /^(?:memory|process|cpu)\.([^.]+)\./.exec(name)?.[1];
    return [
      {
        mark: "change",
        controller: process ? instanceOf(process) : null,
        kind: "metric",
        where: name,
        baseline: before.every(Boolean) ? "measured" : "nothing to measure",
        candidate: now.every(Boolean) ? "measured" : "nothing to measure",
        runs: places(runs),
      },
    ];
  });
}

function requestCounts({ requests }: Metrics): Map<string, number> {
  const git = Object.entries(requests.git).map(([endpoint, count]) => [`git ${endpoint}`, count]);
  const kubernetes = Object.entries(requests.kubernetes).flatMap(([process, counts]) =>
    Object.entries(counts).map(([request, count]) => [`${process} ${request}`, count]),
  );
  return new Map([...git, ...kubernetes] as [string, number][]);
}

interface Range {
  min: number;
  max: number;
}

function bySide<T>(runs: Runs, of: (run: ComparedRun) => T): Record<Side, T[]> {
  return { baseline: runs.baseline.map(of), candidate: runs.candidate.map(of) };
}

function differing(
  runs: Runs,
  counts: Record<Side, Map<string, number>[]>,
  isMore: (few: Range, many: Range) => boolean,
) {
  const names = new Set(sides.flatMap((side) => counts[side].flatMap((each) => [...each.keys()])));
  return [...names].sort().flatMap((name) => {
    const range = (side: Side): Range => {
      const values = counts[side].map((each) => each.get(name) ?? 0);
      return { min: Math.min(...values), max: Math.max(...values) };
    };
    const [baseline, candidate] = [range("baseline"), range("candidate")];
    if (!isMore(baseline, candidate) && !isMore(candidate, baseline)) return [];
    return [{ name, baseline: told(baseline), candidate: told(candidate), runs: places(runs) }];
  });
}

function told({ min, max }: Range): string {
  return min === max ? String(min) : `${min} to ${max}`;
}

function places(runs: Runs): string[] {
  return sides.flatMap((side) => runs[side].slice(0, 1).map(({ place }) => place));
}
