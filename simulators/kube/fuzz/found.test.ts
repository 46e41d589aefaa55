import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wallClock } from "../../support/clock.ts";
import { play } from "./play.ts";
import { installDefinitions, simulatorTarget } from "./servers.ts";
import recorded from "./testdata/found.json" with { type: "json" };
import { foundCases } from "./testing/found-cases.ts";

describe("what fuzzing found is answered as the real server answers it", () => {
  const simulator = simulatorTarget();
  beforeAll(() => installDefinitions(simulator));
  afterAll(() => simulator[Symbol.dispose]());
  const known: Record<string, unknown> = recorded;

  test.each(foundCases)("$name", async (sequence) => {
    const scope = `fz${String(foundCases.indexOf(sequence)).padStart(6, "0")}`;
    const { ask, origin } = simulator;
    const answers = await play({
      sequence,
      scope,
      origin,
      ask,
      hits: new Map(),
      clock: wallClock(),
    });
    expect(answers).toEqual(known[sequence.name]);
  });
});
