import { expect, onTestFinished, test } from "vitest";
import { manualClock } from "../support/manual-clock.ts";
import { seededRandom } from "../support/random.ts";
import { type Behaviour, workloadStages } from "./behaviour.ts";
import { runStages } from "./run-stages.ts";
import { claim, stageApi } from "./testing/stage-api.ts";

async function running(behaviours: Behaviour[], before: string[] = []) {
  const cluster = stageApi();
  for (const name of before) cluster.put(claim(name));
  const clock = manualClock();
  const errors: string[] = [];
  const stages = await runStages({
    api: cluster.api,
    sets: workloadStages(behaviours),
    clock,
    random: seededRandom(1),
    onError: (error) => errors.push(String(error)),
  });
  onTestFinished(() => stages[Symbol.asyncDispose]());
  /** Lets all that is due happen. */
  const advance = async (ms: number) => {
    clock.advance(ms);
    await new Promise((resolve) => setImmediate(resolve));
  };
  const phase = (name: string) =>
    (cluster.get(name)?.status as { phase?: string } | undefined)?.phase;
  return { ...cluster, clock, stages, errors, advance, phase };
}

test("an object moves on once it has been in its state for the time", async () => {
  const { put, phase, advance } = await running([{ outcome: "ready", after: 5_000 }]);
  put(claim("a"));
  await advance(4_999);
  expect(phase("a")).toBeUndefined();
  await advance(1);
  expect(phase("a")).toBe("Bound");
});

test("what was there before moves on too, and a change of it does not start its time anew", async () => {
  const { put, get, phase, advance } = await running([{ outcome: "ready", after: 5_000 }], ["a"]);
  await advance(4_000);
  put(claim("a", { labels: { changed: "yes" } }));
  await advance(1_000);
  expect(phase("a")).toBe("Bound");
  expect(get("a")?.metadata.labels).toEqual({ changed: "yes" });
});

test("a state that ends before its time leads to nothing", async () => {
  const { put, remove, requests, clock, advance } = await running([
    { outcome: "ready", after: 5_000 },
  ]);
  for (const name of ["bound", "gone"]) put(claim(name));
  put(claim("bound", {}, { status: { phase: "Bound" } }));
  remove("gone");
  await advance(60_000);
  expect(requests).toEqual([]);
  expect(clock.sleepers()).toBe(0);
});

test("a claim that is deleted is let go of, with what else holds it kept", async () => {
  const { put, get, advance } = await running([{ outcome: "never" }]);
  const finalizers = ["kubernetes.io/pvc-protection", "example.test/keep"];
  put(claim("a", { finalizers, deletionTimestamp: "2026-01-01T00:00:00Z" } as object));
  await advance(0);
  expect(get("a")?.metadata.finalizers).toEqual(["example.test/keep"]);
});

test("a request that fails is made again; after a conflict with the newest state", async () => {
  const { fail, put, phase, errors, requests, advance } = await running([]);
  fail("InternalError", "Conflict");
  put(claim("a"));
  await advance(0);
  expect(errors).toEqual(["Error: InternalError"]);
  await advance(1_000);
  expect(phase("a")).toBeUndefined();
  await advance(20);
  expect(phase("a")).toBe("Bound");
  expect(errors).toHaveLength(1);
  expect(requests).toHaveLength(3);
});

test("what a namespace that is being deleted refuses is neither a failure nor asked again", async () => {
  const { endNamespace, put, errors, requests, clock, advance } = await running([]);
  endNamespace();
  put(claim("a"));
  await advance(60_000);
  expect(requests).toHaveLength(1);
  expect(errors).toEqual([]);
  expect(clock.sleepers()).toBe(0);
});

test("times drawn from a range are the object's own in every run", async () => {
  const times = async (names: string[]) => {
    const { put, phase, clock, advance } = await running([
      { outcome: "ready", after: [1_000, 9_000] },
    ]);
    const bound: Record<string, number> = {};
    for (const name of names) put(claim(name));
    for (let turn = 0; turn < 100; turn += 1) {
      await advance(100);
      for (const name of names) if (phase(name)) bound[name] ??= clock.nowMs();
    }
    return bound;
  };
  const first = await times(["a", "b", "c"]);
  expect(new Set(Object.values(first)).size).toBe(3);
  for (const ms of Object.values(first)) expect(ms >= 1_000 && ms <= 9_000).toBe(true);
  expect(await times(["c", "a", "b"])).toEqual(first);
});

test("nothing moves any more once it is disposed of", async () => {
  const { put, stages, requests, clock, advance } = await running([
    { outcome: "ready", after: 5_000 },
  ]);
  put(claim("a"));
  await stages[Symbol.asyncDispose]();
  await advance(60_000);
  expect(requests).toEqual([]);
  expect(clock.sleepers()).toBe(0);
});
