import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { wallClock } from "../../../../support/clock.ts";
import { seededRandom } from "../../../../support/random.ts";
import { knownWireDifferences } from "./known-wire-differences.ts";
import { playCases } from "./play-cases.ts";
import { runServed } from "./run-served.ts";
import { startServedProgram } from "./served-program.ts";

const clock = wallClock();

test("the served program lives through a small attack", { timeout: 60_000 }, async () => {
  const result = await runServed({
    ...{ requests: 100, random: seededRandom("served"), clock },
    ...{ scale: 0.02, objects: 300, holdMs: 50 },
    // The next test's.
    only: (name) => !name.endsWith("broken sequences of bytes"),
  });
  expect(result.problems).toEqual([]);
  expect(result.phases.length).toBeGreaterThan(25);
  expect(result.statuses.size).toBeGreaterThan(5);
});

test("the served program answers broken bytes as the real one", { timeout: 60_000 }, async () => {
  const real: Record<string, string> = JSON.parse(
    await readFile(new URL("./testdata/real-answers.json", import.meta.url), "utf8"),
  );
  await using program = await startServedProgram(clock);
  const told = await playCases(program, clock);
  for (const { name, simulator } of knownWireDifferences) {
    if (simulator === undefined) delete told[name];
    else real[name] = simulator;
  }
  for (const [name, what] of Object.entries(told)) {
    // Node closes the connection right behind a GOAWAY, which doesn't always leave before.
    const ended = what === "closed" || what === "reset";
    if (ended && real[name]?.startsWith("GOAWAY")) told[name] = real[name];
    // What comes in one piece with the request ends the connection before that is answered.
    if (name === "h2: data after the end" && what === "GOAWAY 5") told[name] = "200";
  }
  expect(told).toEqual(real);
});

test("no difference is known that isn't one", () => {
  expect(
    knownWireDifferences.filter(({ real, simulator }) => real !== undefined && real === simulator),
  ).toEqual([]);
});
