import { type Element, elementKey } from "./element.ts";
import type { Moment } from "./trace.ts";

/** Where each element was first seen: the number of its moment, by `elementKey`. */
export type Places = ReadonlyMap<string, number>;

export function placesOf(moments: readonly Moment[]): Places {
  const places = new Map<string, number>();
  for (const [place, moment] of moments.entries()) {
    for (const element of moment) {
      const key = elementKey(element);
      if (!places.has(key)) places.set(key, place);
    }
  }
  return places;
}

/** Elements by their key, in order of first sight. */
export function elementsOf(moments: readonly Moment[]): Map<string, Element> {
  const elements = new Map<string, Element>();
  for (const element of moments.flat()) {
    const key = elementKey(element);
    if (!elements.has(key)) elements.set(key, element);
  }
  return elements;
}

/**
 * Pairs of elements whose first sights came in this order in every baseline, and the other way
 * round in the candidate. Elements that came at once anywhere, or that a baseline lacks, have no order to break.
 */
export function reversedPairs(
  baselines: readonly Places[],
  candidate: Places,
): [earlier: string, later: string][] {
  const common = [...candidate.keys()].filter((key) => baselines.every((one) => one.has(key)));
  const isBefore = (places: Places, a: string, b: string) =>
    (places.get(a) ?? 0) < (places.get(b) ?? 0);
  return common.flatMap((later) =>
    common
      .filter(
        (earlier) =>
          isBefore(candidate, later, earlier) &&
          baselines.every((one) => isBefore(one, earlier, later)),
      )
      .map((earlier): [string, string] => [earlier, later]),
  );
}
