import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryHistory } from "../../../test/arbitrary-history.ts";
import {
  added,
  commit,
  condition,
  deleted,
  history,
  source,
  type Told,
} from "../../../test/history.ts";
import { elementText } from "./element.ts";
import { objectKey, tellsApiVersions, traceOf } from "./trace.ts";

const hash = "a".repeat(40);
const ready = condition("Ready", "True", "Succeeded", `stored artifact for 'main@sha1:${hash}'`);
const reconciling = condition("Reconciling", "True", "Progressing", "building artifact");

function event(message: string, rest: { count?: number; name?: string } = {}): Told {
  return {
    type: "kube.event",
    involved: { kind: "GitRepository", namespace: "fluxproof", name: rest.name ?? "fleet-000" },
    kind: "Normal",
    reason: "NewArtifact",
    message,
    count: rest.count ?? 1,
    reporter: "source-controller",
  };
}

/** The moments of one object, each element as people read it. */
function told(...entries: Told[]) {
  const trace = traceOf(history(...entries), { apiVersions: false });
  return [...trace.values()].map(({ object, states, events }) => ({
    object: `${object.kind} ${object.name}`,
    states: states.map((moment) => moment.map(elementText)),
    events: events.map((moment) => moment.map(elementText)),
  }));
}

describe("traceOf", () => {
  it("tells conditions as they come, change and go, and Events, with commits by name", () => {
    expect(
      told(
        commit(hash),
        added(source("fleet-000")),
        source(
          "fleet-000",
          undefined,
          reconciling,
          condition("Ready", "Unknown", "Progressing", "x"),
        ),
        source("fleet-000", hash, reconciling, condition("Ready", "Unknown", "Progressing", "y")),
        source("fleet-000", hash, ready),
        event("stored artifact for commit 'Change 0'"),
        deleted(source("fleet-000", hash, ready)),
      ),
    ).toEqual([
      {
        object: "GitRepository fleet-000",
        states: [
          ["added"],
          ["Reconciling=True Progressing: building artifact", "Ready=Unknown Progressing: x"],
          ["Ready=Unknown Progressing: y"],
          [
            "Ready=True Succeeded: stored artifact for 'main@sha1:<commit 1 of fleet-000>'",
            "Reconciling removed",
          ],
          ["deleted"],
        ],
        events: [["event Normal NewArtifact: stored artifact for commit 'Change 0'"]],
      },
    ]);
  });

  it("tells what repeats once, and what comes again after something else again", () => {
    const [trace] = told(
      source("fleet-000", undefined, ready),
      source("fleet-000", undefined, ready),
      event("a"),
      event("a", { count: 2 }),
      event("b"),
      event("a"),
    );
    expect(trace?.states).toHaveLength(1);
    expect(trace?.events.flat()).toEqual(
      ["a", "b", "a"].map((text) => `event Normal NewArtifact: ${text}`),
    );
  });

  it("tells conditions of an object made again anew", () => {
    const [trace] = told(
      added(source("fleet-000", undefined, ready)),
      deleted(source("fleet-000", undefined, ready)),
      added(source("fleet-000", undefined, ready)),
    );
    expect(trace?.states.map((moment) => moment[0])).toEqual(["added", "deleted", "added"]);
    expect(trace?.states[2]).toHaveLength(2);
  });

  it("keeps objects apart, also those only an Event names", () => {
    const traces = told(source("fleet-000", undefined, ready), event("a", { name: "fleet-001" }));
    expect(traces.map(({ object }) => object)).toEqual([
      "GitRepository fleet-000",
      "GitRepository fleet-001",
    ]);
  });

  it("takes an Event without a message", () => {
    const { message: _, ...bare } = event("") as Extract<Told, { type: "kube.event" }>;
    expect(told(bare as Told)[0]?.events).toEqual([["event Normal NewArtifact: "]]);
  });

  it("tells objects apart by API version if asked to", () => {
    const both = history(
      { ...source("fleet-000", undefined, ready), apiVersion: "a/v1" },
      { ...source("fleet-000", undefined, ready), apiVersion: "b/v1" },
    );
    expect(traceOf(both, { apiVersions: true }).size).toBe(2);
    expect(traceOf(both, { apiVersions: false }).size).toBe(1);
    expect(tellsApiVersions(both)).toBe(true);
    expect(tellsApiVersions(history(source("fleet-000")))).toBe(false);
    expect(tellsApiVersions(history({ ...source("a"), apiVersion: "a/v1" }, event("a")))).toBe(
      false,
    );
  });

  it("doesn't depend on when things happened, nor on entries about other things", () => {
    fc.assert(
      fc.property(arbitraryHistory, fc.infiniteStream(fc.nat()), (entries, times) => {
        const told = ["git.commit", "kube.object", "kube.event"];
        const later = entries
          .filter(({ type }) => told.includes(type))
          .map((entry, index) => ({ ...entry, seq: index + 1, tMs: times.next().value ?? 0 }));
        const options = { apiVersions: false };
        expect(traceOf(later, options)).toEqual(traceOf(entries, options));
      }),
    );
  });

  it("has an object under its key, and no moment without elements", () => {
    fc.assert(
      fc.property(arbitraryHistory, (entries) => {
        for (const [key, trace] of traceOf(entries, { apiVersions: false })) {
          expect(key).toBe(objectKey(trace.object));
          expect([...trace.states, ...trace.events].filter(({ length }) => length === 0)).toEqual(
            [],
          );
        }
      }),
    );
  });
});
