import { compareTraces, type Difference as TraceDifference } from "../analysis/traces/compare.ts";
import { type Element, elementKey, elementText } from "../analysis/traces/element.ts";
import { raceOf } from "../analysis/traces/races.ts";
import { type TracedObject, tellsApiVersions, traceOf } from "../analysis/traces/trace.ts";
import type { Difference } from "../core/qualification.ts";
import { type Side, sides } from "./arm.ts";
import { type ComparedRun, firstPlaces } from "./compared-run.ts";
import { controllerOfKind, reporterOf } from "./controller-of.ts";

type Runs = Record<Side, readonly ComparedRun[]>;

/** What one object shows on one side and not on the other. */
interface Shown {
  object: TracedObject;
  kind: string;
  baseline: string;
  candidate: string;
  reason?: string;
}

const absent = "not seen";
const namedMax = 3;

/** What every run of one side shows of an object and none of the other: conditions, Events, being, their order. */
export function traceDifferences(runs: Runs): Difference[] {
  const histories = sides.flatMap((side) => runs[side].map(({ history }) => history));
  const apiVersions = histories.every(tellsApiVersions);
  const traced = (side: readonly ComparedRun[]) =>
    side.map(({ place, history }) => ({ run: place, trace: traceOf(history, { apiVersions }) }));
  const { objects } = compareTraces({
    baselines: traced(runs.baseline),
    candidates: traced(runs.candidate),
  });
  const inAll = (found: readonly string[]) => found.length === runs.candidate.length;
  const shown = objects.flatMap(({ object, differences }) => {
    const kept = differences.filter(
      (difference) =>
        inAll(difference.runs) && !elementsOf(difference).some((each) => raceOf(object, each)),
    );
    const only = (what: "extra" | "missing") =>
      kept.flatMap((difference) => (difference.what === what ? [difference.element] : []));
    return [
      ...changed(only("missing"), only("extra")).map((change) => ({ object, ...change })),
      ...kept.flatMap((difference): Shown[] => {
        if (difference.what !== "reversed") return [];
        const [a, b] = [elementText(difference.earlier), elementText(difference.later)];
        return [
          { object, kind: "order", baseline: `${a}, then ${b}`, candidate: `${b}, then ${a}` },
        ];
      }),
    ];
  });
  const places = firstPlaces(runs);
  return together(shown).map(({ objects: alike, first }) => ({
    mark: "change",
    controller:
      controllerOfKind(first.object.kind) ??
      (first.reason === undefined
        ? null
        : reporterOf(histories, { kind: first.object.kind, reason: first.reason })),
    kind: first.kind,
    where: named(alike),
    baseline: first.baseline,
    candidate: first.candidate,
    runs: places,
  }));
}

/** What only differs in its words is one change, not one thing less and one more. */
function changed(missing: readonly Element[], extra: readonly Element[]): Omit<Shown, "object">[] {
  const before = Map.groupBy(missing, withoutWords);
  const after = Map.groupBy(extra, withoutWords);
  return [...new Set([...before.keys(), ...after.keys()])].flatMap((key) => {
    const [was, is] = [before.get(key) ?? [], after.get(key) ?? []];
    // Of as many on either side, in order of first sight, each became its like.
    if (was.length === is.length) {
      return was.map((element, at) => ({ ...about(element), ...texts(element, is[at]) }));
    }
    return [
      ...was.map((element) => ({ ...about(element), ...texts(element, undefined) })),
      ...is.map((element) => ({ ...about(element), ...texts(undefined, element) })),
    ];
  });
}

function texts(baseline: Element | undefined, candidate: Element | undefined) {
  return {
    baseline: baseline ? elementText(baseline) : absent,
    candidate: candidate ? elementText(candidate) : absent,
  };
}

function withoutWords(element: Element): string {
  return elementKey(element.of === "object" ? element : { ...element, message: "" });
}

function elementsOf(difference: TraceDifference): Element[] {
  return difference.what === "reversed"
    ? [difference.earlier, difference.later]
    : [difference.element];
}

function about(element: Element): { kind: string; reason?: string } {
  return element.of === "object"
    ? { kind: element.of }
    : { kind: element.of, reason: element.reason };
}

/** What objects of one kind show alike but for their names and the number of a commit is told together. */
function together(shown: readonly Shown[]): { objects: TracedObject[]; first: Shown }[] {
  const groups = Map.groupBy(shown, ({ object, kind, baseline, candidate }) =>
    JSON.stringify([
      ...[object.apiVersion, object.kind, kind],
      ...[baseline, candidate].map((text) => withoutNames(text, object)),
    ]),
  );
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    return first ? [{ first, objects: [...new Set(group.map(({ object }) => object))] }] : [];
  });
}

function withoutNames(text: string, { name }: TracedObject): string {
  // What it applies is often named after it.
  const own = new RegExp(`(?<![\\w-])${RegExp.escape(name)}(?!\\w)`, "g");
  return text
    .replaceAll(own, "<name>")
    .replaceAll(/\bfleet-\d+\b/g, "<repository>")
    .replaceAll(/<commit \d+ of [^>]+>/g, "<commit>");
}

function named(objects: readonly TracedObject[]): string {
  const names = objects.slice(0, namedMax).map(({ namespace, name }) => `${namespace}/${name}`);
  const rest = objects.length > namedMax ? ` and ${objects.length - namedMax} more` : "";
  return `${objects[0]?.kind} ${names.join(", ")}${rest}`;
}
