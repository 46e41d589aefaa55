import { afterAll, describe, expect, test } from "vitest";
import { wallClock } from "../../support/clock.ts";
import { seededRandom } from "../../support/random.ts";
import { createKubeServer } from "../http/kube-server.ts";
import recorded from "./testdata/answers.json" with { type: "json" };
import { contractCases } from "./testing/cases.ts";
import { play } from "./testing/play.ts";

describe("the simulator answers as the real server did", () => {
  const server = createKubeServer({ clock: wallClock(), random: seededRandom(1) });
  afterAll(() => server[Symbol.dispose]());
  const known: Record<string, unknown> = recorded;
  const ask = (request: Request) => server.handle(request, { faults: [] });

  test.each(contractCases)("$name", async (contractCase) => {
    const answers = await play(contractCase, "http://sim.invalid", ask);
    expect(answers).toEqual(known[contractCase.name]);
  });
});
