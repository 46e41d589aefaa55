import type { Element } from "./element.ts";
import { elementsOf, placesOf, reversedPairs } from "./places.ts";
import { raceOf } from "./races.ts";
import type { Moment, Trace, TracedObject } from "./trace.ts";

/** A trace and the run it is of, as people find it: its directory. */
export interface TracedRun {
  run: string;
  trace: Trace;
}

/** What candidates show that no spread among the baselines explains. `runs`: the candidates that do. */
export type Difference =
  /** Seen in no baseline. */
  | { what: "extra"; element: Element; runs: string[] }
  /** Seen in every baseline, and not in these. */
  | { what: "missing"; element: Element; runs: string[] }
  /** First seen in this order in every baseline, and the other way round in these. */
  | { what: "reversed"; earlier: Element; later: Element; runs: string[] };

export interface ObjectDifferences {
  object: TracedObject;
  differences: Difference[];
}

export interface TraceComparison {
  /** Elements that candidates have or that all baselines have, over all objects. */
  total: number;
  /** Those of them that no difference is about. */
  agree: number;
  /** Objects that have any element to compare. */
  objectsCompared: number;
  /** The share that agrees, each object counting as much as any other; 1 where there is nothing to compare. */
  meanAgreement: number;
  /** Objects with differences, by kind and name. */
  objects: ObjectDifferences[];
}

/**
 * Holds candidates to baselines. What only some baselines show is free: neither having it, nor lacking it,
 * nor its place is a difference. So are races (`raceRules`) that any baseline shows: they aren't counted.
 */
export function compareTraces({
  baselines,
  candidates,
}: {
  baselines: readonly TracedRun[];
  candidates: readonly TracedRun[];
}): TraceComparison {
  const comparison: TraceComparison = {
    total: 0,
    agree: 0,
    objectsCompared: 0,
    meanAgreement: 1,
    objects: [],
  };
  const shares: number[] = [];
  const races = racesOf(baselines);
  for (const [key, object] of objectsOf([...baselines, ...candidates])) {
    const counts = (element: Element) => !races.has(raceOf(object, element));
    const differences: Difference[] = [];
    const own = { total: 0, agree: 0 };
    for (const stream of ["states", "events"] as const) {
      const take = ({ run, trace }: TracedRun): Stream => {
        const moments = trace.get(key)?.[stream] ?? [];
        return { run, moments: moments.map((moment) => moment.filter(counts)) };
      };
      const held = compareStreams(baselines.map(take), candidates.map(take));
      own.total += held.total;
      own.agree += held.agree;
      differences.push(...held.differences);
    }
    comparison.total += own.total;
    comparison.agree += own.agree;
    if (own.total > 0) shares.push(own.agree / own.total);
    if (differences.length > 0) comparison.objects.push({ object, differences });
  }
  const sum = shares.reduce((total, share) => total + share, 0);
  const objectsCompared = shares.length;
  return {
    ...comparison,
    objectsCompared,
    meanAgreement: objectsCompared > 0 ? sum / objectsCompared : 1,
  };
}

function racesOf(runs: readonly TracedRun[]): Set<string | undefined> {
  const races = new Set<string | undefined>();
  for (const { object, states, events } of runs.flatMap(({ trace }) => [...trace.values()])) {
    for (const element of [...states, ...events].flat()) races.add(raceOf(object, element));
  }
  races.delete(undefined);
  return races;
}

function objectsOf(runs: readonly TracedRun[]): [string, TracedObject][] {
  const objects = new Map<string, TracedObject>();
  for (const { trace } of runs) for (const [key, { object }] of trace) objects.set(key, object);
  return [...objects].sort(([a], [b]) => (a < b ? -1 : 1));
}

interface Stream {
  run: string;
  moments: readonly Moment[];
}

function compareStreams(baselines: readonly Stream[], candidates: readonly Stream[]) {
  const before = baselines.map(({ moments }) => elementsOf(moments));
  const now = candidates.map(({ run, moments }) => ({ run, elements: elementsOf(moments) }));
  const inEvery = [...(before[0] ?? [])].filter(([key]) => before.every((one) => one.has(key)));
  const elements = new Map([...inEvery, ...now.flatMap((one) => [...one.elements])]);
  const runsThat = (holds: (elements: Map<string, Element>) => boolean) =>
    now.filter((one) => holds(one.elements)).map(({ run }) => run);

  const extra = [...elements]
    .filter(([key]) => !before.some((one) => one.has(key)))
    .map(([key, element]) => ({ key, element, runs: runsThat((one) => one.has(key)) }));
  const missing = inEvery
    .map(([key, element]) => ({ key, element, runs: runsThat((one) => !one.has(key)) }))
    .filter(({ runs }) => runs.length > 0);
  const reversed = reversedIn(baselines, candidates).flatMap(({ pair, runs }) => {
    const [earlier, later] = pair.map((key) => elements.get(key));
    return earlier && later ? [{ pair, difference: { earlier, later, runs } }] : [];
  });

  const touched = new Set([
    ...[...extra, ...missing].map(({ key }) => key),
    ...reversed.flatMap(({ pair }) => pair),
  ]);
  return {
    total: elements.size,
    agree: elements.size - touched.size,
    differences: [
      ...extra.map(({ element, runs }): Difference => ({ what: "extra", element, runs })),
      ...missing.map(({ element, runs }): Difference => ({ what: "missing", element, runs })),
      ...reversed.map((one): Difference => ({ what: "reversed", ...one.difference })),
    ],
  };
}

function reversedIn(baselines: readonly Stream[], candidates: readonly Stream[]) {
  const places = baselines.map(({ moments }) => placesOf(moments));
  const found = new Map<string, { pair: [string, string]; runs: string[] }>();
  for (const { run, moments } of candidates) {
    for (const pair of reversedPairs(places, placesOf(moments))) {
      const key = pair.join("\n");
      const one = found.get(key) ?? { pair, runs: [] };
      one.runs.push(run);
      found.set(key, one);
    }
  }
  return [...found.values()];
}
