import { setImmediate } from "node:timers/promises";
import { describe, expect, it, vi } from "vitest";
import { manualClock } from "../../simulators/support/manual-clock.ts";
import {
  added,
  at,
  deleted,
  failing,
  history,
  ready,
  request,
  source,
  type Told,
} from "../../test/history.ts";
import { isReady } from "../analysis/latency.ts";
import { ClusterView, type Expectation } from "./cluster-view.ts";

const ref = { kind: "GitRepository", namespace: "fluxproof", name: "fleet-000" };

const sourceIsReady: Expectation = (view) => {
  const state = view.get(ref);
  return state && isReady(state) ? undefined : `fleet-000 has ${JSON.stringify(state ?? null)}`;
};

function viewOf(...told: Told[]) {
  const view = new ClusterView();
  const clock = manualClock();
  const ending = new AbortController();
  const take = (...more: Told[]) => {
    for (const entry of history(...more)) view.take(entry);
  };
  take(...told);
  const wait = (expectation: Expectation, withinMs = 1000) =>
    view.until({ expectation, withinMs, clock, signal: ending.signal });
  return { view, clock, ending, take, wait };
}

describe("ClusterView", () => {
  it("holds the newest state of each object, by kind, namespace and name", () => {
    const { view } = viewOf(
      added(source("fleet-000", "a0")),
      source("fleet-001", "x"),
      { ...source("fleet-000", "other"), namespace: "elsewhere" },
      source("fleet-000", "b1"),
      request(),
    );
    expect(view.get(ref)?.artifact?.revision).toBe("main@sha1:b1");
    expect(view.get({ ...ref, kind: "Kustomization" })).toBeUndefined();
  });

  it("forgets what was deleted, until it is there again", () => {
    const { view, take } = viewOf(source("fleet-000", "a0"), deleted(source("fleet-000", "a0")));
    expect(view.get(ref)).toBeUndefined();
    take(added(source("fleet-000", "c2")));
    expect(view.get(ref)?.artifact?.revision).toBe("main@sha1:c2");
  });
});

describe("ClusterView.until", () => {
  it("resolves at once where the expectation holds already", async () => {
    const { wait, clock } = viewOf(source("fleet-000", "a0", ready));
    await expect(wait(sourceIsReady)).resolves.toBeUndefined();
    expect(clock.sleepers()).toBe(0);
  });

  it("resolves when a change makes it hold, and leaves no sleeper behind", async () => {
    const { wait, take, clock } = viewOf(source("fleet-000", "a0", failing));
    const waited = wait(sourceIsReady);
    take(source("fleet-001", "a0", ready));
    await setImmediate();
    expect(clock.sleepers()).toBe(1);
    take(source("fleet-000", "a0", ready));
    await expect(waited).resolves.toBeUndefined();
    expect(clock.sleepers()).toBe(0);
  });

  it("says after the time what is lacking then, not what was lacking at the start", async () => {
    const { wait, take, clock } = viewOf();
    const waited = wait(sourceIsReady, 1000);
    take(source("fleet-000", "b1", failing));
    clock.advance(999);
    await setImmediate();
    clock.advance(1);
    await expect(waited).resolves.toMatch(/fleet-000 has .*"main@sha1:b1"/);
  });

  it("takes a change that came in time though nobody looked yet", async () => {
    const { wait, take, clock } = viewOf();
    const waited = wait(sourceIsReady, 1000);
    take(source("fleet-000", "b1", ready));
    clock.advance(1000);
    await expect(waited).resolves.toBeUndefined();
  });

  it("stays with what it saw hold, though it no longer does when the caller goes on", async () => {
    const { wait, take } = viewOf();
    let looks = 0;
    const once: Expectation = () => {
      looks += 1;
      return looks === 2 ? undefined : "only the second look holds";
    };
    const waited = wait(once);
    take(source("fleet-000"));
    await expect(waited).resolves.toBeUndefined();
  });

  it("looks once at a burst of changes", async () => {
    const { wait, take, clock } = viewOf();
    const expectation = vi.fn<Expectation>(() => "never");
    const waited = wait(expectation);
    take(...Array.from({ length: 50 }, () => at(0, source("fleet-000"))));
    await setImmediate();
    expect(expectation).toHaveBeenCalledTimes(2);
    clock.advance(1000);
    await waited;
  });

  it("looks no more once it has ended", async () => {
    const { wait, take, clock } = viewOf();
    const expectation = vi.fn<Expectation>(() => "never");
    const waited = wait(expectation);
    clock.advance(1000);
    await waited;
    const looks = expectation.mock.calls.length;
    take(source("fleet-000"));
    await setImmediate();
    expect(expectation).toHaveBeenCalledTimes(looks);
  });

  it("throws the signal's reason when it aborts, before and while it waits", async () => {
    const { wait, ending, clock } = viewOf();
    const waited = wait(sourceIsReady);
    const reason = new Error("ended by SIGINT");
    ending.abort(reason);
    await expect(waited).rejects.toBe(reason);
    expect(clock.sleepers()).toBe(0);
    await expect(wait(sourceIsReady)).rejects.toBe(reason);
  });

  it("serves several waits side by side", async () => {
    const { wait, take } = viewOf();
    const first = wait(sourceIsReady);
    const second = wait((view) =>
      view.get({ ...ref, name: "fleet-001" }) ? undefined : "lacking",
    );
    take(source("fleet-001"));
    await expect(second).resolves.toBeUndefined();
    take(source("fleet-000", "a0", ready));
    await expect(first).resolves.toBeUndefined();
  });
});
