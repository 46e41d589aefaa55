import { expect, it } from "vitest";
import type { Element } from "./element.ts";
import { raceOf, raceRules } from "./races.ts";

const message: Record<string, string> = {
  "source not there yet": "Source artifact not found, retrying in 30s",
  "poll without news":
    "no changes since last reconcilation: observed revision 'main@sha1:<commit 1 of fleet-000>'",
  "garbage collection": "garbage collected <count> artifacts",
  "conflicting write":
    'Operation cannot be fulfilled on configmaps "a": the object has been modified; please try again',
};

const ref = (kind: string) => ({ kind, namespace: "fluxproof", name: "fleet-000" });

function element(of: "condition" | "event", reason: string, text: string): Element {
  return of === "condition"
    ? { of, type: "Ready", status: "False", reason, message: text }
    : { of, type: "Normal", reason, message: text };
}

it.each(raceRules)("$name: takes that and nothing else", ({ name, kind, of, reason }) => {
  const text = message[name] ?? "";
  expect(raceOf(ref(kind), element(of, reason, text))).toBe(name);
  const other = of === "condition" ? "event" : "condition";
  const isTakenToo = raceRules.some(
    (rule) =>
      rule.name === name && rule.kind === kind && rule.of === other && rule.reason === reason,
  );
  const others: [string, Element][] = [
    ["HelmRelease", element(of, reason, text)],
    ...(isTakenToo ? [] : [[kind, element(other, reason, text)] as [string, Element]]),
    [kind, element(of, "Succeeded", text)],
    [kind, element(of, reason, "another")],
    [kind, { of: "object", change: "added" }],
  ];
  for (const [seen, one] of others) expect(raceOf(ref(seen), one)).toBeUndefined();
});

it("knows a poll without news in the spelling of every release", () => {
  for (const word of ["reconcilation", "reconciliation"]) {
    const text = `no changes since last ${word}: observed revision 'main@sha1:<commit 1 of a>'`;
    const event = element("event", "GitOperationSucceeded", text);
    expect(raceOf(ref("GitRepository"), event)).toBe("poll without news");
  }
});
