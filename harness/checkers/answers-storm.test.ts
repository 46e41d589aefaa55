import { describe, expect, it } from "vitest";
import { type CheckerCase, expectFinding, findingOf } from "../../test/finding.ts";
import { runEnd, stepStart, type Told } from "../../test/history.ts";
import type { LoadFigures } from "../core/history.ts";
import { answersStorm } from "./answers-storm.ts";

const quick = { p50: 12, p95: 40, p99: 90, max: 2_500 };

function figures(statuses: Record<string, number>, rest: Partial<LoadFigures> = {}): LoadFigures {
  const sent = Object.values(statuses).reduce((sum, count) => sum + count, 0);
  return { sent, dropped: 0, statuses, durationMs: quick, ...rest };
}

const second = (number: number, of: LoadFigures, storm = "1"): Told => ({
  ...{ type: "load.second", storm, second: number },
  ...of,
});
const end = (of: LoadFigures, rest: { wanted?: number; storm?: string } = {}): Told => ({
  ...{ type: "load.end", storm: "1", receiver: "hook", by: "k6 1.8.1", wanted: of.sent },
  ...rest,
  ...of,
});

const check = answersStorm({ receiver: "hook", p50: "1s", p99: "2s" });
const both = [second(0, figures({ 200: 10 })), second(1, figures({ 200: 10 }))];

describe("answers-storm", () => {
  it.each<Omit<CheckerCase, "check"> & { check?: CheckerCase["check"] }>([
    {
      name: "passes where every request was answered in time",
      told: [...both, end(figures({ 200: 20 })), runEnd()],
      outcome: "pass",
      because:
        "all 20 requests were answered 200, p50 of the time to the answer is 12 ms of 1s, p99",
      evidence: [3],
    },
    {
      name: "takes the status it is to be",
      check: answersStorm({ receiver: "hook", status: 404 }),
      told: [end(figures({ 404: 20 }))],
      outcome: "pass",
      because: "all 20 requests were answered 404",
      evidence: [1],
    },
    {
      name: "fails where some were answered otherwise, and points at their seconds",
      told: [
        ...both.slice(0, 1),
        second(1, figures({ 0: 2, 200: 7, 500: 1 })),
        end(figures({ 0: 2, 200: 17, 500: 1 })),
      ],
      outcome: "fail",
      because: "of 20 requests 17 were answered 200, 2 not at all, 1 with 500",
      evidence: [2, 3],
    },
    {
      name: "fails past a bound",
      told: [...both, end(figures({ 200: 20 }, { durationMs: { ...quick, p99: 2_100 } }))],
      outcome: "fail",
      because: "p99 of the time to the answer is 2.1 s, over 2s (20 requests)",
      evidence: [3],
    },
    {
      name: "fails for one storm of two",
      told: [end(figures({ 200: 20 })), end(figures({ 503: 20 }), { storm: "2" })],
      outcome: "fail",
      because: "of 20 requests 0 were answered 200, 20 with 503",
      evidence: [2],
    },
    {
      name: "doesn't know of a storm that wasn't sent whole",
      told: [...both, end(figures({ 200: 20 }, { dropped: 5 }), { wanted: 25 })],
      outcome: "unknown",
      because: "only 20 of 25 requests were sent (5 dropped)",
      evidence: [3],
    },
    {
      name: "fails such a storm for what was answered, all the same",
      told: [end(figures({ 0: 20 }, { dropped: 5, durationMs: null }), { wanted: 25 })],
      outcome: "fail",
      because: "20 not at all",
      evidence: [1],
    },
    {
      name: "doesn't know of a storm that never ended",
      told: [stepStart("1", "storm"), runEnd("interrupted")],
      outcome: "unknown",
      because: "no storm at hook came to its end",
      evidence: [],
    },
    {
      name: "doesn't know of a storm of nothing",
      told: [end(figures({}, { durationMs: null }), { wanted: 25 })],
      outcome: "unknown",
      because: "only 0 of 25",
      evidence: [1],
    },
  ])("$name", (row) => expectFinding({ check, ...row }));

  it("takes no notice of storms at others", () => {
    const told = [end(figures({ 500: 20 })), runEnd()];
    expect(findingOf(answersStorm({ receiver: "other" }), told).outcome).toBe("unknown");
  });
});
