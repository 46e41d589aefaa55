import { afterAll, beforeAll, expect, test } from "vitest";
import { wallClock } from "../../../support/clock.ts";
import { seededRandom } from "../../../support/random.ts";
import { installDefinitions, simulatorTarget } from "../servers.ts";
import { runMalformed } from "./run-malformed.ts";

const simulator = simulatorTarget();
beforeAll(() => installDefinitions(simulator));
afterAll(() => simulator[Symbol.dispose]());

test("whatever is sent, an answer comes", { timeout: 120_000 }, async () => {
  const { ask, origin } = simulator;
  const clock = wallClock();
  const options = { requests: 2_000, random: seededRandom("malformed"), clock, origin, ask };
  const result = await runMalformed(options);
  expect(result.problems).toEqual([]);
  expect(result.statuses.size).toBeGreaterThan(8);
  expect(result.grownBytes).toBeLessThan(200 * 1024 * 1024);
});
