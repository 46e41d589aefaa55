import { describe, expect, it } from "vitest";
import type { HistoryEntry } from "../core/history.ts";
import { type EntryPattern, entryPatternSchema, matchesEntry } from "./entry-pattern.ts";

const entry: HistoryEntry = {
  ...{ seq: 1, tMs: 0, type: "kube.event", kind: "Warning", count: 2, reporter: "r" },
  involved: { kind: "Alert", namespace: "fluxproof", name: "down" },
  reason: "NotificationDispatchFailed",
  message: "dial tcp: connection refused",
};

const event = (rest: Omit<EntryPattern, "type">): EntryPattern => ({ type: "kube.event", ...rest });

describe("matchesEntry", () => {
  it.each<EntryPattern>([
    event({}),
    event({ involved: { kind: "Alert" }, count: 2 }),
    event({ message: "/refused$/", involved: { name: "/^d/" } }),
  ])("takes the entry for %j", (pattern) => {
    expect(matchesEntry(pattern, entry)).toBe(true);
  });

  it.each<EntryPattern>([
    { type: "git.commit" },
    event({ message: "refused" }),
    event({ message: "/^refused/" }),
    event({ count: "/2/" }),
    event({ involved: { kind: "Alert", uid: "a" } }),
    event({ involved: "Alert" }),
    event({ reason: { kind: "Alert" } }),
    event({ reason: ["NotificationDispatchFailed"] }),
    event({ missing: null }),
  ])("doesn't for %j", (pattern) => {
    expect(matchesEntry(pattern, entry)).toBe(false);
  });

  it("compares lists whole", () => {
    const request = { type: "sink.request", faults: ["a", "b"] } as unknown as HistoryEntry;
    const faults = (...wanted: string[]) =>
      matchesEntry({ type: "sink.request", faults: wanted }, request);
    expect(faults("a", "/b/")).toBe(true);
    expect(faults("a")).toBe(false);
    expect(faults()).toBe(false);
  });
});

it("refuses what is no regular expression, and a pattern without a type", () => {
  expect(entryPatternSchema.safeParse(event({ message: "/(/" })).success).toBe(false);
  expect(entryPatternSchema.safeParse(event({ involved: { name: "/(/" } })).success).toBe(false);
  expect(entryPatternSchema.safeParse({ message: "a" }).success).toBe(false);
  expect(entryPatternSchema.safeParse(event({ message: "/" })).success).toBe(true);
});
