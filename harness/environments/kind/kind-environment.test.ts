import { describe, expect, it } from "vitest";
import { UnsupportedError } from "../../core/failure.ts";
import type { Observation } from "../../core/history.ts";
import type { Slot, SlotRequest } from "../environment.ts";
import { wallClock } from "../wall-clock.ts";
import type { StartedKindCluster } from "./kind-cluster.ts";
import { kindEnvironment } from "./kind-environment.ts";

class SpentError extends Error {}

/** An environment of clusters that are names only, and what became of them. */
function setUp() {
  const log: string[] = [];
  const recorded: Observation[] = [];
  const breakers = new Map<string, AbortController>();
  let made = 0;
  let startSlot = async (_: StartedKindCluster): Promise<void> => undefined;
  const environment = kindEnvironment({
    parts: {},
    sweep: async () => ["fluxproof-before00"],
    async startCluster() {
      made += 1;
      const name = `cluster-${made}`;
      const breaker = new AbortController();
      breakers.set(name, breaker);
      log.push(`+${name}`);
      return {
        ...{ name, kubernetesVersion: "1.34.4", failed: breaker.signal },
        nodes: { names: [name], run: async () => "{}" },
        exportLogs: async () => void log.push(`logs of ${name}`),
        async [Symbol.asyncDispose]() {
          log.push(`-${name}`);
        },
      } as unknown as StartedKindCluster;
    },
    prepare: async ({ name }) => void log.push(`images on ${name}`),
    async startSlot(_, cluster) {
      await startSlot(cluster);
      const ended = async () => void log.push(`slot of ${cluster.name} ended`);
      return { [Symbol.asyncDispose]: ended } as unknown as Slot;
    },
    isSpent: (error) => error instanceof SpentError,
  });
  const request = {
    ...{ dir: "/nowhere", clock: wallClock(), signal: new AbortController().signal },
    recorder: { record: (observation: Observation) => void recorded.push(observation) },
  } as unknown as SlotRequest;
  return {
    ...{ environment, log, recorded },
    start: (changes: Partial<SlotRequest> = {}) => environment.start({ ...request, ...changes }),
    break: (name: string) => breakers.get(name)?.abort(new Error(`${name} broke`)),
    slotsStart: (how: typeof startSlot) => {
      startSlot = how;
    },
  };
}

async function endOf(slot: Promise<Slot>): Promise<void> {
  await (await slot)[Symbol.asyncDispose]();
}

describe("environment kind", () => {
  it("has one cluster for scenarios that run one after another, and removes it at the end", async () => {
    const { environment, start, log, recorded } = setUp();
    await endOf(start());
    await endOf(start());
    await environment[Symbol.asyncDispose]?.();
    expect(log).toEqual([
      ...["+cluster-1", "images on cluster-1", "slot of cluster-1 ended"],
      ...["images on cluster-1", "slot of cluster-1 ended", "-cluster-1"],
    ]);
    expect(recorded.filter(({ type }) => type === "note")).toMatchObject([
      { text: "removed what a killed run left: fluxproof-before00" },
      { data: { "cluster made": expect.any(Number), "images on the nodes": expect.any(Number) } },
      { data: { "cluster of the scenario before": expect.any(Number) } },
    ]);
  });

  it("has another for each of those that run at once", async () => {
    const { environment, start, log } = setUp();
    const slots = [await start(), await start()];
    for (const slot of slots) await slot[Symbol.asyncDispose]();
    await environment[Symbol.asyncDispose]?.();
    expect(log.filter((line) => /^[+-]/.test(line)).sort()).toEqual([
      ...["+cluster-1", "+cluster-2", "-cluster-1", "-cluster-2"],
    ]);
  });

  it("gives a scenario a fresh one where it wants that, and goes on with it", async () => {
    const { start, log } = setUp();
    await endOf(start());
    await endOf(start({ freshCluster: true }));
    await endOf(start());
    expect(log.filter((line) => /^[+-]/.test(line))).toEqual([
      ...["+cluster-1", "-cluster-1", "+cluster-2"],
    ]);
  });

  it("replaces one that broke, during a scenario or between two", async () => {
    const setup = setUp();
    const slot = await setup.start();
    setup.break("cluster-1");
    expect(slot.failed?.reason.message).toBe("cluster-1 broke");
    await slot[Symbol.asyncDispose]();
    await endOf(setup.start());
    setup.break("cluster-2");
    await endOf(setup.start());
    expect(setup.log.filter((line) => /^[+-]/.test(line))).toEqual([
      ...["+cluster-1", "-cluster-1", "+cluster-2", "-cluster-2", "+cluster-3"],
    ]);
  });

  it("takes a fresh one where the scenario before left something in it", async () => {
    const { start, slotsStart, log } = setUp();
    await endOf(start());
    slotsStart(async ({ name }) => {
      if (name === "cluster-1") throw new SpentError("a Namespace stays.");
    });
    await endOf(start());
    expect(log.filter((line) => /^[+-]/.test(line))).toEqual([
      ...["+cluster-1", "-cluster-1", "+cluster-2"],
    ]);
  });

  it("keeps one in which a scenario can't be run, and no other whose slot did not start", async () => {
    const { start, slotsStart, log, recorded } = setUp();
    slotsStart(() => Promise.reject(new UnsupportedError("all", "it is a test")));
    await expect(start()).rejects.toThrow("all is unsupported");
    slotsStart(() => Promise.reject(new Error("no answer")));
    await expect(start()).rejects.toThrow("no answer");
    expect(log).toEqual([
      ...["+cluster-1", "images on cluster-1", "images on cluster-1", "logs of cluster-1"],
      "-cluster-1",
    ]);
    // What can't be kept doesn't hide why the slot did not start.
    expect(recorded.at(-1)).toMatchObject({
      text: expect.stringMatching(/^Events not kept: ENOENT/),
    });
  });
});
