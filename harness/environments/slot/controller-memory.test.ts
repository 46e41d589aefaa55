import { expect, test } from "vitest";
import { UnsupportedError, UsageError } from "../../core/failure.ts";
import type { Observation } from "../../core/history.ts";
import type { MemoryGroups } from "../process/open-memory-groups.ts";
import { wallClock } from "../wall-clock.ts";
import { prepareMemory } from "./controller-memory.ts";

const name = "source-controller";
const none: MemoryGroups = { site: null, because: "the test has none" };

function prepare(groups: MemoryGroups, memoryLimit?: string) {
  const seen: Observation[] = [];
  const context = {
    folder: "",
    logs: "",
    clock: wallClock(),
    signal: new AbortController().signal,
    fail: () => undefined,
    recorder: {
      record: (observation: Observation) => ({
        ...observation,
        seq: seen.push(observation),
        tMs: 0,
      }),
    },
  };
  const settings = memoryLimit === undefined ? {} : { memoryLimit };
  return { memory: prepareMemory({ name, settings, groups, context }), seen };
}

function working(made: object[]): MemoryGroups {
  return {
    site: {
      version: 1,
      directories: [],
      open: () => undefined,
      create(request) {
        made.push(request);
        return {
          joins: [],
          readMemory: () => ({ workingSet: 0, anon: 0, oomKills: 0 }),
          readCpuSeconds: () => null,
        };
      },
    },
  };
}

test("the default is Flux's own limit", () => {
  const made: object[] = [];
  const { memory } = prepare(working(made));
  expect(made).toEqual([{ name, limitBytes: 2 ** 30 }]);
  expect(memory).toMatchObject({ limitBytes: 2 ** 30, named: false });
});

test("a limit the scenario names is taken", () => {
  expect(prepare(working([]), "40Mi").memory).toMatchObject({
    limitBytes: 40 * 2 ** 20,
    named: true,
  });
});

test("without cgroups an unnamed limit is left out, on record", () => {
  const { memory, seen } = prepare(none);
  expect(memory.group).toBeNull();
  expect(seen).toEqual([
    { type: "unsupported", what: `memory limit of ${name}`, because: "the test has none" },
  ]);
});

test("without cgroups a named limit can't be had", () => {
  expect(() => prepare(none, "64Mi")).toThrow(UnsupportedError);
  expect(() => prepare(none, "64Mi")).toThrow(/because the test has none/);
});

test("a limit that is no quantity names the place", () => {
  expect(() => prepare(working([]), "much")).toThrow(UsageError);
  expect(() => prepare(working([]), "much")).toThrow(/controllers\.source-controller\.memoryLimit/);
});
