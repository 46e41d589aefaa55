import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryHistory } from "../../../test/arbitrary-history.ts";
import { compareTraces, type TracedRun } from "./compare.ts";
import { type Element, elementText } from "./element.ts";
import { type Moment, objectKey, type Trace, traceOf } from "./trace.ts";

const object = { kind: "GitRepository", namespace: "fluxproof", name: "fleet-000" };

function event(message: string): Element {
  return { of: "event", type: "Normal", reason: "R", message };
}

/** A trace of one object with the Events `a b c`; `a|b` are two elements of one moment. */
function trace(text: string, stream: "states" | "events" = "events"): Trace {
  const moments: Moment[] = text
    .split(" ")
    .filter((part) => part !== "")
    .map((part) => part.split("|").map(event));
  return new Map([[objectKey(object), { object, states: [], events: [], [stream]: moments }]]);
}

function runs(side: string, traces: Trace[]): TracedRun[] {
  return traces.map((one, index) => ({ run: `${side}-${index + 1}`, trace: one }));
}

function compare(baselines: Trace[], ...candidates: Trace[]) {
  return compareTraces({
    baselines: runs("local", baselines),
    candidates: runs("sim", candidates),
  });
}

/** The differences of `compare`, short: `+a`, `-a`, `~b a` where b came before a this time. */
function differences(baselines: string[], ...candidates: string[]): string[] {
  const name = (element: Element) => elementText(element).replace("event Normal R: ", "");
  const compared = compare(
    baselines.map((text) => trace(text)),
    ...candidates.map((text) => trace(text)),
  );
  return compared.objects.flatMap((one) =>
    one.differences.map((difference) => {
      if (difference.what === "extra") return `+${name(difference.element)}`;
      if (difference.what === "missing") return `-${name(difference.element)}`;
      return `~${name(difference.later)} ${name(difference.earlier)}`;
    }),
  );
}

describe("compareTraces", () => {
  it.each<[what: string, baselines: string[], candidate: string, expected: string[]]>([
    ["the same", ["a b c", "a b c"], "a b c", []],
    ["an element no baseline has", ["a", "a"], "a b", ["+b"]],
    ["an element every baseline has and it hasn't", ["a b", "a b"], "a", ["-b"]],
    ["an element some baselines have, there", ["a b", "a"], "a b", []],
    ["an element some baselines have, not there", ["a b", "a"], "a", []],
    ["two that changed places", ["a b", "a b"], "b a", ["~b a"]],
    ["two that change places among the baselines", ["a b", "b a"], "b a", []],
    [
      "one that came first though two others were always before",
      ["a b c", "a b c"],
      "c a b",
      ["~c a", "~c b"],
    ],
    ["two apart that came at once in the baselines", ["a|b", "a|b"], "b a", []],
    ["two at once that came apart in the baselines", ["a b", "a b"], "a|b", []],
    ["two that came at once in one baseline only", ["a b", "a|b"], "b a", []],
    ["the place of an element that a baseline lacks", ["a b", "a"], "b a", []],
    ["repeats, more often", ["a b a", "a b"], "a b a b a b", []],
    ["one that came again after the other", ["a b", "a b"], "a b a", []],
    ["repeats that began the other way round", ["a b a b", "a b"], "b a b a", ["~b a"]],
    ["all at once", ["a b c", "a b c"], "c b d", ["+d", "-a", "~c b"]],
    ["an object no baseline has", ["", ""], "a b", ["+a", "+b"]],
    ["an object it hasn't", ["a", "a"], "", ["-a"]],
  ])("tells %s", (_, baselines, candidate, expected) => {
    expect(differences(baselines, candidate)).toEqual(expected);
  });

  it("counts the elements that no difference is about", () => {
    const { total, agree } = compare([trace("a b c d"), trace("a b c d f")], trace("a c b e"));
    // a b c d are in every baseline, e in the candidate; f is free. Only a is as it was.
    expect({ total, agree }).toEqual({ total: 5, agree: 1 });
  });

  it("says which candidates differ", () => {
    const [one] = compare(
      [trace("a b"), trace("a b")],
      trace("a b"),
      trace("b a c"),
      trace("b c"),
    ).objects;
    expect(one?.object).toEqual(object);
    expect(one?.differences.map(({ what, runs }) => ({ what, runs }))).toEqual([
      { what: "extra", runs: ["sim-2", "sim-3"] },
      { what: "missing", runs: ["sim-3"] },
      { what: "reversed", runs: ["sim-2"] },
    ]);
  });

  it("sees no order between states and Events, which come from two watches", () => {
    const both = (first: string, then: string): Trace => {
      const [states] = trace(first, "states").values();
      const [events] = trace(then).values();
      return new Map([
        [objectKey(object), { object, states: states?.states ?? [], events: events?.events ?? [] }],
      ]);
    };
    expect(compare([both("a", "b"), both("a", "b")], both("a", "b")).objects).toEqual([]);
    expect(compare([both("a", "b"), both("a", "b")], both("b", "a")).objects).toHaveLength(1);
  });

  it("leaves a race that any baseline shows to chance, for all objects of the kind", () => {
    const polled = (name: string, reason: string, shown: boolean): Trace => {
      const message = `no changes since last reconcilation: observed revision 'main@sha1:<commit 1 of ${name}>'`;
      const poll: Element = { of: "event", type: "Normal", reason, message };
      const moments = shown ? [[event("a")], [poll]] : [[event("a")]];
      const one = { ...object, name };
      return new Map([[objectKey(one), { object: one, states: [], events: moments }]]);
    };
    const both = (reason: string, first: boolean, second: boolean): Trace =>
      new Map([...polled("x", reason, first), ...polled("y", reason, second)]);
    const count = (baseline: Trace, candidate: Trace) => {
      const { total, objects } = compare([baseline, baseline], candidate);
      return [total, objects.flatMap(({ differences: all }) => all.map(({ what }) => what))];
    };
    const [race, none] = ["GitOperationSucceeded", "GitOperationFailed"];
    expect(count(both(race, true, false), both(race, false, true))).toEqual([2, []]);
    expect(count(both(race, false, false), both(race, false, true))).toEqual([3, ["extra"]]);
    expect(count(both(none, true, false), both(none, false, true))).toEqual([
      4,
      ["missing", "extra"],
    ]);
  });

  const arbitraryTrace = arbitraryHistory.map((entries) =>
    traceOf(entries, { apiVersions: false }),
  );

  it("has no differences between a trace and itself", () => {
    fc.assert(
      fc.property(arbitraryTrace, (one) => {
        const { total, agree, objects } = compare([one, one], one);
        expect(objects).toEqual([]);
        expect(agree).toBe(total);
      }),
    );
  });

  it("has none between baselines and one of them", () => {
    fc.assert(
      fc.property(
        fc.array(arbitraryTrace, { minLength: 1, maxLength: 4 }),
        fc.nat(),
        (baselines, pick) => {
          const candidate = baselines[pick % baselines.length] ?? new Map();
          expect(compare(baselines, candidate).objects).toEqual([]);
        },
      ),
    );
  });

  it("has exactly one for an element put in anywhere, and one for an element left out", () => {
    const letters = fc.array(fc.constantFrom<string>("a", "b", "c", "d"), { maxLength: 12 });
    fc.assert(
      fc.property(letters, fc.nat(), (before, place) => {
        const after = before.toSpliced(place % (before.length + 1), 0, "new");
        expect(differences([before.join(" "), before.join(" ")], after.join(" "))).toEqual([
          "+new",
        ]);
        expect(differences([after.join(" "), after.join(" ")], before.join(" "))).toEqual(["-new"]);
      }),
    );
  });

  it("has none more for another baseline: what may differ only grows", () => {
    const words = fc
      .uniqueArray(fc.constantFrom("a", "b", "c", "d"), { maxLength: 4 })
      .map((letters) => letters.join(" "));
    fc.assert(
      fc.property(
        fc.array(words, { minLength: 1, maxLength: 3 }),
        words,
        words,
        (some, more, candidate) => {
          const wider = differences([...some, more], candidate);
          expect(differences(some, candidate)).toEqual(expect.arrayContaining(wider));
        },
      ),
    );
  });
});
