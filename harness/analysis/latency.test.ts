import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arbitraryHistory } from "../../test/arbitrary-history.ts";
import {
  added,
  at,
  commit,
  configMap,
  deleted,
  failing,
  history,
  kustomization,
  object,
  progressing,
  ready,
  source,
  type Told,
} from "../../test/history.ts";
import { commitOf, isReady, latencies, reached } from "./latency.ts";

const k0 = "fleet-000-k-000";
const k1 = "fleet-000-k-001";
const owned = (name: string) => `fluxproof/${name}`;

/** In short: who took which commit, and when it reached artifact, attempted, applied and Ready. */
type Short = [
  kustomization: string,
  commitSeq: number,
  cold: boolean,
  ...stagesMs: (number | null)[],
];

function check(told: readonly Told[], expected: readonly Short[]): void {
  const found = latencies(history(...told)).map(
    ({ kustomization: name, commitSeq, cold, stages }): Short => [
      name.replace("fluxproof/", ""),
      commitSeq,
      cold,
      stages.artifact,
      stages.attempted,
      stages.applied,
      stages.ready,
    ],
  );
  expect(found).toEqual(expected);
}

describe("latencies", () => {
  it("measures every stage of a commit from its push", () => {
    check(
      [
        at(0, added(kustomization(k0))),
        at(1000, commit("b1", { change: 1, touches: [owned(k0)] })),
        at(3000, source("fleet-000", "b1", ready)),
        at(3500, object("Kustomization", k0, { source: "fleet-000", attempted: "main@sha1:b1" })),
        at(4000, configMap(`${k0}-0`, 1)),
        at(4500, kustomization(k0, "b1", progressing)),
        at(5000, kustomization(k0, "b1", ready)),
      ],
      [[k0, 2, false, 2000, 2500, 3000, 4000]],
    );
  });

  it("points at the entry that showed Ready", () => {
    const seen = history(added(kustomization(k0)), commit("b1"), kustomization(k0, "b1", ready));
    expect(latencies(seen)[0]).toMatchObject({
      commitSeq: 2,
      readySeq: 3,
      repository: "fleet-000",
    });
  });

  it("measures the commits that were there before from the object's making, the newest alone", () => {
    check(
      [
        at(0, commit("a0")),
        at(1000, commit("b1")),
        at(2000, source("fleet-000", "b1", ready)),
        at(10_000, added(kustomization(k0))),
        at(12_000, kustomization(k0, "b1", ready)),
      ],
      [[k0, 2, true, 0, 2000, 2000, 2000]],
    );
  });

  it("says nothing of a Kustomization whose repository has no commit", () => {
    check([added(kustomization(k0)), commit("b1", { repository: "large" })], []);
  });

  it("leaves the stages that were not reached empty", () => {
    check(
      [
        at(0, added(kustomization(k0))),
        at(1000, commit("b1")),
        at(2500, source("fleet-000", "b1")),
      ],
      [[k0, 2, false, 1500, null, null, null]],
    );
  });

  it("takes a later commit for a superseded one, and an earlier one for neither", () => {
    check(
      [
        at(0, added(kustomization(k0))),
        at(1000, commit("b1")),
        at(2000, commit("c2")),
        at(3000, kustomization(k0, "b1", ready)),
        at(6000, kustomization(k0, "c2", ready)),
      ],
      [
        [k0, 2, false, null, 2000, 2000, 2000],
        [k0, 3, false, null, 4000, 4000, 4000],
      ],
    );
    check(
      [
        at(0, added(kustomization(k0))),
        at(1000, commit("b1")),
        at(2000, commit("c2")),
        at(6000, kustomization(k0, "c2", ready)),
      ],
      [
        [k0, 2, false, null, 5000, 5000, 5000],
        [k0, 3, false, null, 4000, 4000, 4000],
      ],
    );
  });

  it("follows a force-push as a commit like any other", () => {
    check(
      [
        at(0, commit("a0")),
        at(0, added(kustomization(k0))),
        at(1000, commit("b1", { previous: "a0" })),
        at(2000, kustomization(k0, "b1", ready)),
        at(3000, commit("c2", { previous: "b1", forced: true })),
        at(3500, kustomization(k0, "b1", failing)),
        at(5000, kustomization(k0, "c2", ready)),
      ],
      [
        // The first commit was never seen by itself: the later ones hold what it promised.
        [k0, 1, true, null, 2000, 2000, 2000],
        [k0, 3, false, null, 1000, 1000, 1000],
        [k0, 5, false, null, 2000, 2000, 2000],
      ],
    );
  });

  it("does not take a state that was recorded before the commit", () => {
    check(
      [at(0, added(kustomization(k0, "b1", ready))), at(1000, commit("b1"))],
      [[k0, 2, false, null, null, null, null]],
    );
  });

  it("does not take Ready for an old generation", () => {
    const stale = { ...kustomization(k0, "b1", ready).state, generation: 2, observedGeneration: 1 };
    check(
      [
        at(0, added(kustomization(k0))),
        at(1000, commit("b1")),
        at(2000, object("Kustomization", k0, stale)),
        at(3000, object("Kustomization", k0, { ...stale, observedGeneration: 2 })),
      ],
      [[k0, 2, false, null, 1000, 1000, 2000]],
    );
  });

  it("does not owe commits to what was deleted before them", () => {
    check([added(kustomization(k0)), deleted(kustomization(k0)), commit("b1")], []);
  });

  it("gives an object that was made again a life of its own", () => {
    const again = { ...added(kustomization(k0)), uid: "second" };
    check(
      [
        at(0, commit("a0")),
        at(0, added(kustomization(k0))),
        at(1000, kustomization(k0, "a0", ready)),
        at(2000, deleted(kustomization(k0, "a0", ready))),
        at(3000, commit("b1", { touches: [owned(k0)], change: 1 })),
        at(4000, again),
        at(5000, commit("c2", { touches: [owned(k0)], change: 2 })),
        at(9000, { ...kustomization(k0, "c2", ready), uid: "second" }),
      ],
      [
        [k0, 1, true, null, 1000, 1000, 1000],
        [k0, 5, true, null, 5000, 5000, 5000],
        [k0, 7, false, null, 4000, 4000, 4000],
      ],
    );
  });

  describe("for what was applied", () => {
    const start = [
      at(0, added(kustomization(k0))),
      at(1000, commit("b1", { change: 1, touches: [owned(k0)] })),
    ];

    it("waits for the last of its objects", () => {
      check(
        [
          ...start,
          at(2000, configMap(`${k0}-0`, 1)),
          at(2500, configMap(`${k0}-1`, 1)),
          at(2600, configMap(`${k0}-0`, 1)),
          at(9000, kustomization(k0, "b1", ready)),
        ],
        [[k0, 2, false, null, 8000, 1500, 8000]],
      );
    });

    it("does not come after Ready, though that watch may be ahead of the other", () => {
      check(
        [...start, at(3000, kustomization(k0, "b1", ready)), at(3100, configMap(`${k0}-0`, 1))],
        [[k0, 2, false, null, 2000, 2000, 2000]],
      );
    });

    it("does not wait for Ready, which may never come", () => {
      check(
        [...start, at(2500, configMap(`${k0}-0`, 1))],
        [[k0, 2, false, null, null, 1500, null]],
      );
    });

    it("does not take what an earlier life of the object had written", () => {
      check(
        [
          at(0, commit("a0", { touches: [owned(k0)] })),
          at(1000, added(kustomization(k0))),
          at(2000, configMap(`${k0}-0`, 0)),
          at(3000, deleted(kustomization(k0))),
          at(4000, { ...added(kustomization(k0)), uid: "second" }),
          at(5500, configMap(`${k0}-0`, 0)),
        ],
        [
          [k0, 1, true, null, null, 1000, null],
          [k0, 1, true, null, null, 1500, null],
        ],
      );
    });

    it("does not look at older changes, nor at the objects of others", () => {
      check(
        [
          ...start,
          at(2000, configMap(`${k0}-0`, 0)),
          at(2100, configMap(`${k1}-0`, 1)),
          at(4000, kustomization(k0, "b1", ready)),
        ],
        [[k0, 2, false, null, 3000, 3000, 3000]],
      );
    });

    it("goes by the status where the commit left the manifests alone", () => {
      check(
        [
          at(0, added(kustomization(k0))),
          at(1000, commit("b1", { change: 1, touches: [owned(k1)] })),
          at(2000, configMap(`${k0}-0`, 1)),
          at(4000, kustomization(k0, "b1", ready)),
        ],
        [[k0, 2, false, null, 3000, 3000, 3000]],
      );
    });
  });

  it("orders by commit, then by name", () => {
    const seen = history(
      added(kustomization(k1)),
      added(kustomization(k0)),
      commit("b1"),
      commit("c2"),
    );
    expect(latencies(seen).map((found) => [found.commitSeq, found.kustomization])).toEqual([
      [3, owned(k0)],
      [3, owned(k1)],
      [4, owned(k0)],
      [4, owned(k1)],
    ]);
  });

  it("is never negative, and reaches Ready no earlier than applied, for any history", () => {
    fc.assert(
      fc.property(arbitraryHistory, (seen) => {
        for (const { stages, readySeq, commitSeq } of latencies(seen)) {
          for (const value of Object.values(stages)) {
            if (value !== null) expect(value).toBeGreaterThanOrEqual(0);
          }
          if (stages.ready === null) expect(readySeq).toBeNull();
          else {
            expect(readySeq).toBeGreaterThan(commitSeq);
            expect(stages.applied).not.toBeNull();
            expect(stages.applied).toBeLessThanOrEqual(stages.ready);
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});

describe("isReady", () => {
  it.each([
    [{ conditions: [ready] }, true],
    [{ conditions: [ready], generation: 1, observedGeneration: 1 }, true],
    [{ conditions: [ready], generation: 2, observedGeneration: 1 }, false],
    [{ conditions: [ready], generation: 1, observedGeneration: -1 }, false],
    [{ conditions: [failing] }, false],
    [{ conditions: [progressing] }, false],
    [{ conditions: [] }, false],
    [{}, false],
  ])("of %j is %s", (state, expected) => {
    expect(isReady(state)).toBe(expected);
  });
});

describe("commitOf", () => {
  it.each([
    ["main@sha1:4f2a", "4f2a"],
    ["refs/heads/main@sha1:4f2a", "4f2a"],
    ["sha1:4f2a", "4f2a"],
    ["4f2a", "4f2a"],
  ])("of %s is %s", (revision, expected) => {
    expect(commitOf(revision)).toBe(expected);
  });
});

describe("reached", () => {
  it("gives the values of a stage in ascending order, without those that are missing", () => {
    const found = [30, null, 4, 100].map((value) => ({
      kustomization: "",
      repository: "",
      commitSeq: 1,
      cold: false,
      stages: { artifact: null, attempted: null, applied: null, ready: value },
      readySeq: null,
    }));
    expect(reached(found, "ready")).toEqual([4, 30, 100]);
    expect(reached(found, "artifact")).toEqual([]);
  });
});
