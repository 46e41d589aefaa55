import { describe, expect, it } from "vitest";
import {
  at,
  faultEnd,
  faultStart,
  history,
  runEnd,
  stepEnd,
  stepStart,
} from "../../test/history.ts";
import { findSpan, latestMs, spanText, within } from "./span.ts";

/** Two steps `wait` with a fault over the end of the first, all a second apart. */
const seen = history(
  stepStart("1", "wait"),
  faultStart("a"),
  stepEnd("1"),
  stepStart("2", "commit"),
  stepEnd("2"),
  faultEnd("a"),
  stepStart("3", "wait"),
  stepEnd("3"),
  runEnd(),
);

describe("findSpan", () => {
  it.each([
    [{ fault: 1 }, { from: 2, to: 6, fromMs: 1000, toMs: 5000, fault: "a" }],
    [{ step: "wait" }, { from: 1, to: 3, fromMs: 0, toMs: 2000, fault: null }],
    [
      { step: "wait", nth: 2 },
      { from: 7, to: 8, fromMs: 6000, toMs: 7000, fault: null },
    ],
    [
      { after: { step: "wait" }, before: { step: "wait", nth: 2 } },
      { from: 3, to: 7, fromMs: 2000, toMs: 6000, fault: null },
    ],
    [{ before: { step: "commit" } }, { from: 0, to: 4, fromMs: 0, toMs: 3000, fault: null }],
  ])("finds %j from its start to its own end", (name, span) => {
    expect(findSpan(seen, name)).toEqual({ ...span, ended: true });
  });

  it.each([
    [{ fault: 1 }, { from: 2, fromMs: 1000, fault: "a" }],
    [{ step: "commit" }, { from: 4, fromMs: 3000, fault: null }],
    [
      { after: { step: "wait" }, before: { step: "wait", nth: 2 } },
      { from: 3, fromMs: 2000, fault: null },
    ],
    [{ after: { step: "wait" } }, { from: 3, fromMs: 2000, fault: null }],
    [{ before: { step: "wait", nth: 2 } }, { from: 0, fromMs: 0, fault: null }],
  ])("goes to the history's end while %j lasts, at its latest time", (name, span) => {
    const short = [...seen.slice(0, 4), ...history(at(9000, stepStart("2.1", "commit")))];
    const cut = [...short, ...history(at(4000, faultStart("b")))].map((entry, index) => ({
      ...entry,
      seq: index + 1,
    }));
    expect(findSpan(cut, name)).toEqual({ ...span, to: 6, toMs: 9000, ended: false });
  });

  it.each([
    { fault: 2 },
    { step: "suspend" },
    { step: "wait", nth: 3 },
    { after: { step: "suspend" }, before: { step: "wait" } },
    { after: { step: "suspend" } },
  ])("finds none for %j, which never began", (name) => {
    expect(findSpan(seen, name)).toBeUndefined();
  });

  it("finds none after a step that never ended", () => {
    const name = { after: { step: "commit" }, before: { step: "wait" } };
    expect(findSpan(seen.slice(0, 4), name)).toBeUndefined();
  });
});

describe("within", () => {
  it("takes the entries that begin and end it, and any where there is no span", () => {
    const span = findSpan(seen, { step: "commit" });
    expect(seen.filter((entry) => within(span, entry)).map(({ seq }) => seq)).toEqual([4, 5]);
    expect(seen.every((entry) => within(undefined, entry))).toBe(true);
  });
});

it("knows the latest time of a history, also of one without entries", () => {
  expect(latestMs(history(at(5000, runEnd()), at(3000, runEnd())))).toBe(5000);
  expect(latestMs([])).toBe(0);
});

it.each([
  [{ fault: 2 }, "fault 2"],
  [{ step: "wait" }, "step wait 1"],
  [
    { after: { step: "wait" }, before: { step: "commit", nth: 2 } },
    "what lies between step wait 1 and step commit 2",
  ],
  [{ after: { step: "wait" } }, "what comes after step wait 1"],
  [{ before: { step: "wait" } }, "what comes before step wait 1"],
])("calls %j %s", (name, text) => {
  expect(spanText(name)).toBe(text);
});
