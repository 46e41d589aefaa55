import { afterAll, describe, expect, test } from "vitest";
import { wallClock } from "../../../support/clock.ts";
import { seededRandom } from "../../../support/random.ts";
import { play } from "../../contract/testing/play.ts";
import { createKubeServer } from "../../http/kube-server.ts";
import recorded from "./testdata/answers.json" with { type: "json" };
import { podCases } from "./testing/cases.ts";

describe("what is beside pods answers as the real server did", () => {
  const server = createKubeServer({ clock: wallClock(), random: seededRandom(1) });
  afterAll(() => server[Symbol.dispose]());
  const known: Record<string, unknown> = recorded;
  const ask = (request: Request) => server.handle(request, { faults: [] });

  test.each(podCases)("$name", async (podCase) => {
    const answers = await play(podCase, "http://sim.invalid", ask);
    expect(answers).toEqual(known[podCase.name]);
  });
});
