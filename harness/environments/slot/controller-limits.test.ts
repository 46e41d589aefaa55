import { expect, test } from "vitest";
import { UnsupportedError, UsageError } from "../../core/failure.ts";
import type { Observation } from "../../core/history.ts";
import type { MemoryGroups } from "../process/open-memory-groups.ts";
import { wallClock } from "../wall-clock.ts";
import { prepareLimits } from "./controller-limits.ts";

const name = "source-controller";
const none: MemoryGroups = { site: null, because: "the test has none" };

function prepare(groups: MemoryGroups, memoryLimit?: string, cpuLimit?: string) {
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
  const settings = {
    ...(memoryLimit === undefined ? {} : { memoryLimit }),
    ...(cpuLimit === undefined ? {} : { cpuLimit }),
  };
  return { limits: prepareLimits({ name, settings, groups, context }), seen };
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
          readThrottling: () => null,
        };
      },
    },
  };
}

test("the default is Flux's own limit", () => {
  const made: object[] = [];
  const { limits } = prepare(working(made));
  expect(made).toEqual([{ name, limitBytes: 2 ** 30 }]);
  expect(limits).toMatchObject({ memoryBytes: 2 ** 30, memoryNamed: false });
  expect(limits.cpuMilli).toBeUndefined();
});

test("a limit the scenario names is taken", () => {
  expect(prepare(working([]), "40Mi").limits).toMatchObject({
    memoryBytes: 40 * 2 ** 20,
    memoryNamed: true,
  });
});

test("without cgroups an unnamed limit is left out, on record", () => {
  const { limits, seen } = prepare(none);
  expect(limits.group).toBeNull();
  expect(seen).toEqual([
    { type: "unsupported", what: `memory limit of ${name}`, because: "the test has none" },
  ]);
});

test("without cgroups a named limit can't be had", () => {
  expect(() => prepare(none, "64Mi")).toThrow(UnsupportedError);
  expect(() => prepare(none, "64Mi")).toThrow(/because the test has none/);
});

test("CPU is limited where the scenario says so, and only there", () => {
  const made: object[] = [];
  const { limits } = prepare(working(made), undefined, "250m");
  expect(made).toEqual([{ name, limitBytes: 2 ** 30, cpuMilli: 250 }]);
  expect(limits).toMatchObject({ memoryNamed: false, cpuMilli: 250 });
});

test("without cgroups a CPU limit can't be had", () => {
  expect(() => prepare(none, undefined, "1")).toThrow(
    "a CPU limit of source-controller (1) is unsupported, because the test has none",
  );
  expect(() => prepare(working([]), undefined, "1m")).toThrow(
    /controllers\.source-controller\.cpuLimit/,
  );
});

test("a limit that is no quantity names the place", () => {
  expect(() => prepare(working([]), "much")).toThrow(UsageError);
  expect(() => prepare(working([]), "much")).toThrow(/controllers\.source-controller\.memoryLimit/);
});
