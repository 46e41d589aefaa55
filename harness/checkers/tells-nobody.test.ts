import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import { added, condition, kustomization, object, runEnd, type Told } from "../../test/history.ts";
import type { SinkEvent } from "../core/seen-objects.ts";
import { tellsNobody } from "./tells-nobody.ts";

function check(told: Told[], expected: Expected): void {
  expectFinding({ name: "", check: tellsNobody({ text: "s3cret" }), told, ...expected });
}

const used = added(object("ConfigMap", "app", { owner: "fluxproof/app", text: "a s3cret-1" }));
const failing = (message: string) =>
  kustomization("app", "a1", condition("Ready", "False", "ReconciliationFailed", message));
const event = (message: string): Told => ({
  type: "kube.event",
  involved: { kind: "Kustomization", namespace: "fluxproof", name: "app" },
  ...{ kind: "Warning", reason: "ReconciliationFailed", message, count: 1 },
  reporter: "kustomize-controller",
});
const notified = (message: string): Told => ({
  ...{ type: "sink.request", inbox: "chat", status: 200, durationMs: 1, ended: "whole" },
  ...{ faults: [], signature: "none" },
  event: { message } as SinkEvent,
});

describe("tells-nobody", () => {
  it("passes when it is applied and nobody is told", () => {
    check([used, failing("invalid: *****"), event("invalid"), notified("invalid"), runEnd()], {
      outcome: "pass",
      because: "no condition, Event or notification told what a Secret holds",
      evidence: [1],
    });
  });

  it.each<[string, Told]>([
    ["a condition of Kustomization app", failing('Invalid value: "s3cret-1"')],
    ["an Event about Kustomization app", event('Invalid value: "s3cret-1"')],
    ["a notification", notified('Invalid value: "s3cret-1"')],
  ])("fails where %s tells it, and doesn't repeat it", (place, told) => {
    check([used, told, runEnd()], {
      outcome: "fail",
      because: `${place} told what a Secret holds`,
      evidence: [2],
    });
  });

  it("fails where it got nowhere, and doesn't know while it may come yet", () => {
    const because = "nothing that was applied held what the Secret holds";
    check([event("invalid"), runEnd()], { outcome: "fail", because, evidence: [] });
    check([event("invalid")], { outcome: "unknown", because, evidence: [] });
  });
});
