import { describe, it } from "vitest";
import { type Expected, expectFinding } from "../../test/finding.ts";
import {
  condition,
  faultEnd,
  faultStart,
  kustomization,
  object,
  ready,
  source,
  type Told,
} from "../../test/history.ts";

const refusal = condition("Ready", "False", "GitOperationFailed", "dial: connection refused");
const refuses = (id: string) => faultStart(id, { target: "git-host", use: "refuses" });

const dispatchFailed = (message: string): Told => ({
  ...{ type: "kube.event", reason: "NotificationDispatchFailed", message },
  ...{ involved: { kind: "Alert", namespace: "fluxproof", name: "team" } },
  ...{ kind: "Warning", count: 1, reporter: "notification-controller" },
});

function check(told: Told[], expected: Expected): void {
  expectFinding({ name: "", check: { use: "faults-met" }, told, ...expected });
}

describe("faults-met", () => {
  it("passes when every fault met a request", () => {
    const told = [faultStart("a"), faultEnd("a", 3), faultStart("b"), faultEnd("b", 1)];
    check(told, { outcome: "pass", because: "a: 3, b: 1", evidence: [] });
  });

  it("passes when no fault was injected", () => {
    check([], { outcome: "pass", because: "no faults were injected", evidence: [] });
  });

  it("is unknown for a fault that met nothing, though another one did", () => {
    check([faultStart("a"), faultStart("b"), faultEnd("b", 0), faultEnd("a", 9)], {
      outcome: "unknown",
      because: "fault b (answers) met no request",
      evidence: [2, 3],
    });
  });

  it("is unknown for a fault without an end", () => {
    check([faultStart("a"), faultEnd("a"), faultStart("b")], {
      outcome: "unknown",
      because: "fault b (answers) has no end",
      evidence: [3],
    });
  });

  describe("with a fault nobody can count", () => {
    it("passes when a source said meanwhile that it was refused", () => {
      const told = [object("GitRepository", "fleet-001"), source("fleet-000", "a0", refusal)];
      check([refuses("a"), ...told, faultEnd("a", null)], {
        outcome: "pass",
        because: "a: seen in a condition",
        evidence: [],
      });
    });

    it("passes for the sink when an Alert said meanwhile that it was refused", () => {
      const sink = faultStart("a", { target: "sink", use: "refuses" });
      const said = dispatchFailed("dial tcp: connection refused");
      check([sink, dispatchFailed("context deadline exceeded"), said, faultEnd("a", null)], {
        outcome: "pass",
        because: "a: seen in a condition",
        evidence: [],
      });
      check([said, sink, dispatchFailed("context deadline exceeded"), faultEnd("a", null), said], {
        outcome: "unknown",
        because: "met no request",
        evidence: [2, 4],
      });
      const other = { ...said, reason: "ReconciliationFailed" } as Told;
      check([sink, other, faultEnd("a", null)], {
        outcome: "unknown",
        because: "met no request",
        evidence: [1, 3],
      });
      check([refuses("a"), said, faultEnd("a", null)], {
        outcome: "unknown",
        because: "met no request",
        evidence: [1, 3],
      });
    });

    it.each<{ name: string; told: Told[]; evidence: number[] }>([
      {
        name: "no one said so",
        told: [refuses("a"), source("fleet-000", "a0", ready), faultEnd("a", null)],
        evidence: [1, 3],
      },
      {
        name: "a source said so before and after it alone",
        told: [
          source("fleet-000", "a0", refusal),
          refuses("a"),
          faultEnd("a", null),
          source("fleet-000", "a0", refusal),
        ],
        evidence: [2, 3],
      },
      {
        name: "a Kustomization said so, which means source-controller",
        told: [refuses("a"), kustomization("fleet-000-k-000", "a0", refusal), faultEnd("a", null)],
        evidence: [1, 3],
      },
    ])("is unknown when $name", ({ told, evidence }) => {
      check(told, { outcome: "unknown", because: "met no request", evidence });
    });
  });
});
