import { describe, expect, test } from "vitest";
import { UnsupportedError, UsageError } from "../../../harness/core/failure.ts";
import { faultyApi, kustomizations, settle } from "./testing/faulty-api.ts";

const secrets = "/api/v1/secrets";

describe("drops-watches", () => {
  test("ends watches in time, open ones and new ones, and only those that match", async () => {
    const { add, watch, clock, tell, ended } = faultyApi();
    const open = await watch(kustomizations);
    const other = await watch(secrets);
    const fault = await add(
      { use: "drops-watches", afterMs: 1000 },
      { resources: ["kustomizations.*"] },
    );
    clock.advance(600);
    const late = await watch(kustomizations);
    tell(0, "a\n");
    clock.advance(399);
    await settle();
    expect([open, late, other].map((each) => each.open())).toEqual([true, true, true]);
    clock.advance(1);
    await open.done;
    expect(open.text()).toBe("a\n");
    expect([late, other].map((each) => each.open())).toEqual([true, true]);
    clock.advance(600);
    await late.done;
    expect(ended).toEqual([0, 2]);
    expect([open.faults, late.faults, other.faults]).toEqual([
      ["api-fault-1"],
      ["api-fault-1"],
      [],
    ]);
    await watch(kustomizations);
    expect(await fault.remove()).toBe(2);
    expect(clock.sleepers()).toBe(0);
  });

  test("ends watches after so many events, never within one", async () => {
    const { add, watch, tell } = faultyApi();
    const begun = await watch(kustomizations);
    tell(0, "under");
    await settle();
    const fault = await add({ use: "drops-watches", afterEvents: 2 });
    const fresh = await watch(kustomizations);
    tell(0, "way\n1\n");
    tell(1, "1\n2\n3\n");
    await fresh.done;
    expect(fresh.text()).toBe("1\n2\n");
    expect(begun.text()).toBe("underway\n1\n");
    tell(0, "2");
    await settle();
    expect(begun.open()).toBe(true);
    tell(0, "\n3");
    await begun.done;
    expect(begun.text()).toBe("underway\n1\n2\n");
    expect(await fault.remove()).toBe(2);
  });

  test("lets an event under way come to its end", async () => {
    const { add, watch, clock, tell } = faultyApi();
    const open = await watch(kustomizations);
    await add({ use: "drops-watches", afterMs: 10 });
    tell(0, "half");
    await settle();
    clock.advance(10);
    await settle();
    expect(open.open()).toBe(true);
    tell(0, " and half\nmore\n");
    await open.done;
    expect(open.text()).toBe("half and half\n");
  });

  test("counts no events once removed", async () => {
    const { add, watch, tell } = faultyApi();
    const open = await watch(kustomizations);
    const fault = await add({ use: "drops-watches", afterEvents: 2 });
    tell(0, "1\n");
    await settle();
    expect(await fault.remove()).toBe(0);
    tell(0, "2\n");
    tell(0, "3\n");
    await settle();
    expect([open.text(), open.open()]).toEqual(["1\n2\n3\n", true]);
  });
});

describe("stale-watches", () => {
  test("keeps events back until removed, and leaves lists alone", async () => {
    const { add, watch, tell, ask } = faultyApi();
    const open = await watch(kustomizations);
    const silent = await watch(kustomizations);
    tell(0, "before\n");
    await settle();
    const fault = await add({ use: "stale-watches" });
    const late = await watch(kustomizations);
    tell(0, "during\n");
    tell(2, "during\n");
    await settle();
    expect([open.text(), late.text()]).toEqual(["before\n", ""]);
    expect((await ask(kustomizations)).status).toBe(200);
    expect(await fault.remove()).toBe(2);
    await settle();
    expect([open.text(), late.text()]).toEqual(["before\nduring\n", "during\n"]);
    expect([silent.faults, open.faults]).toEqual([[], ["api-fault-1"]]);
    tell(0, "after\n");
    await settle();
    expect(open.text()).toBe("before\nduring\nafter\n");
  });

  test("a client may leave a watch that is held", async () => {
    const { add, ask, tell, ended } = faultyApi();
    const response = await ask(`${kustomizations}?watch=true`);
    const reader = response.body?.getReader();
    await add({ use: "stale-watches" });
    const reading = reader?.read();
    tell(0, "held\n");
    await settle();
    await reader?.cancel();
    expect(await reading).toMatchObject({ done: true });
    expect(ended).toEqual([0]);
  });
});

describe("compacts", () => {
  test("ends open watches and tells those from before that they are too old", async () => {
    const { add, watch, ask, asked } = faultyApi({ newestResourceVersion: () => "100" });
    const open = await watch(kustomizations);
    const fault = await add({ use: "compacts" });
    await open.done;
    const passed = asked();
    const since = (version: string) =>
      ask(`${kustomizations}?watch=true&resourceVersion=${version}`);
    const old = await since("99");
    expect(old.status).toBe(200);
    expect(await old.json()).toEqual({
      type: "ERROR",
      object: {
        ...{ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", code: 410 },
        message: "too old resource version: 99 (100)",
        reason: "Expired",
      },
    });
    expect(asked()).toBe(passed);
    const states = [];
    for (const version of ["100", "101", "0", ""]) states.push((await since(version)).faults);
    expect(states).toEqual([[], [], [], []]);
    expect((await ask(`${kustomizations}?resourceVersion=1`)).faults).toEqual([]);
    expect(await fault.remove()).toBe(2);
    expect((await since("99")).faults).toEqual([]);
  });

  test("lets a client on from what it has listed since, be it older than the newest write", async () => {
    const { add, ask } = faultyApi({ newestResourceVersion: () => "100" });
    const fault = await add({ use: "compacts" });
    const by = (name: string) => ({ headers: { "user-agent": name } });
    const since = async (path: string, name: string) =>
      (await ask(`${path}?watch=true&resourceVersion=90`, by(name))).faults.length;
    expect(await since(kustomizations, "a")).toBe(1);
    await ask(`${kustomizations}?resourceVersion=90`, by("a"));
    await ask(`${secrets}?watch=true&sendInitialEvents=true`, by("b"));
    expect(await since(kustomizations, "a")).toBe(0);
    expect(await since(secrets, "b")).toBe(0);
    expect(await since(kustomizations, "b")).toBe(1);
    expect(await since(secrets, "a")).toBe(1);
    expect(await fault.remove()).toBe(3);
  });

  test("a list that fails is none", async () => {
    const { add, ask } = faultyApi({ newestResourceVersion: () => "100" });
    await add({ use: "compacts" });
    await add({ use: "answers", status: 503 }, { verbs: ["list"] });
    expect((await ask(kustomizations)).status).toBe(503);
    const { faults } = await ask(`${kustomizations}?watch=true&resourceVersion=90`);
    expect(faults).toEqual(["api-fault-1"]);
  });

  test("needs to know the newest resourceVersion", async () => {
    await expect(faultyApi().add({ use: "compacts" })).rejects.toThrow(UnsupportedError);
  });
});

test.each([
  { use: "drops-watches" },
  { use: "drops-watches", afterMs: -1 },
  { use: "drops-watches", afterEvents: 0 },
] as const)("rejects %j", async (effect) => {
  await expect(faultyApi().add(effect)).rejects.toThrow(UsageError);
});
