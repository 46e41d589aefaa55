import type { Metrics } from "../core/metrics.ts";
import type { Difference } from "../core/qualification.ts";
import { type Side, sides } from "./arm.ts";
import { type ComparedRun, firstPlaces } from "./compared-run.ts";
import { instanceOf } from "./controller-of.ts";

type Runs = Record<Side, readonly ComparedRun[]>;

/** So much apart, in share and in number, are counts that neither spread nor the length of a run explains. */
const shareMin = 1.5;
const requestsMin = 10;
/** One that the other side never asks is told from so many on: a single one may be chance. */
const newRequestsMin = 3;

/**
 * Requests of which every run of one side has clearly more than any of the other, and for its time, too: one that
 * took longer polled and tried again the more often.
 */
export function requestDifferences(runs: Runs): Difference[] {
  const found = differing(runs, (few, many) =>
    few.counts.max === 0
      ? many.counts.min >= newRequestsMin
      : many.counts.min >= few.counts.max * shareMin &&
        many.counts.min - few.counts.max >= requestsMin &&
        many.rates.min >= few.rates.max * shareMin,
  ).map(({ name, ...difference }) => {
    const [process = "", verb = "", ...what] = name.split(" ");
    return { process, verb, what: what.join(" "), ...difference };
  });
  const alike = Map.groupBy(found, ({ process, verb, baseline, candidate }) =>
    JSON.stringify([process, verb, baseline, candidate]),
  );
  return [...alike.values()].flatMap((group): Difference[] => {
    const [first] = group;
    if (!first) return [];
    const { process, verb, baseline, candidate } = first;
    const isGit = process === "git";
    const asked = `${verb} ${group.map(({ what }) => what).join(", ")}`.trim();
    return [
      {
        mark: "change",
        controller: isGit ? "source-controller" : instanceOf(process),
        kind: "requests",
        where: isGit ? `Git host, ${asked}` : `${process}: ${asked}`,
        ...{ baseline, candidate, runs: firstPlaces(runs) },
      },
    ];
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
        runs: firstPlaces(runs),
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

/** Of one kind of request, over the runs of a side. */
interface Asked {
  counts: Range;
  /** For each millisecond of its run. */
  rates: Range;
}

function differing(runs: Runs, isMore: (few: Asked, many: Asked) => boolean) {
  const counted = (side: Side) =>
    runs[side].map(({ metrics, history }) => {
      return { counts: requestCounts(metrics), tookMs: Math.max(1, history.at(-1)?.tMs ?? 1) };
    });
  const of = { baseline: counted("baseline"), candidate: counted("candidate") };
  const names = new Set(
    sides.flatMap((side) => of[side].flatMap(({ counts }) => [...counts.keys()])),
  );
  return [...names].sort().flatMap((name) => {
    const asked = (side: Side): Asked => ({
      counts: rangeOf(of[side].map(({ counts }) => counts.get(name) ?? 0)),
      rates: rangeOf(of[side].map(({ counts, tookMs }) => (counts.get(name) ?? 0) / tookMs)),
    });
    const [baseline, candidate] = [asked("baseline"), asked("candidate")];
    if (!isMore(baseline, candidate) && !isMore(candidate, baseline)) return [];
    const texts = { baseline: told(baseline.counts), candidate: told(candidate.counts) };
    return [{ name, ...texts }];
  });
}

function rangeOf(values: readonly number[]): Range {
  return { min: Math.min(...values), max: Math.max(...values) };
}

function told({ min, max }: Range): string {
  return min === max ? String(min) : `${min} to ${max}`;
}
