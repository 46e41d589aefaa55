import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { wallClock } from "../../../support/clock.ts";
import { seededRandom } from "../../../support/random.ts";
import { createKubeServer } from "../../http/kube-server.ts";
import { readCaseGroups } from "./testing/cases.ts";
import { knownDifferences } from "./testing/known-differences.ts";
import { type Ask, playGroup } from "./testing/play.ts";
import { recordedAnswers } from "./testing/recorded.ts";

describe("a built-in object is judged as the real server judged it", () => {
  const server = createKubeServer({ clock: wallClock(), random: seededRandom(1) });
  afterAll(() => server[Symbol.dispose]());
  const recorded = recordedAnswers();
  const ask: Ask = async (method, path, body) => {
    const headers = { "content-type": "application/json" };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const request = new Request(`http://sim.invalid${path}`, init);
    const response = await server.handle(request, { faults: [] });
    return [response.status, await response.json()];
  };
  beforeAll(async () => {
    const accounts = "/api/v1/namespaces/default/serviceaccounts";
    await ask("POST", accounts, { metadata: { name: "default" } });
  });
  const groups = readCaseGroups();

  test.each(groups)("$name", async (group) => {
    const answers = await playGroup(group, ask);
    expect(answers.length).toBeGreaterThan(0);
    for (const [name, answer] of answers) {
      expect(recorded.has(name), `${name} is recorded`).toBe(true);
      if (Object.hasOwn(knownDifferences, name))
        expect.soft(answer, name).not.toEqual(recorded.get(name));
      else expect.soft(answer, name).toEqual(recorded.get(name));
    }
  });

  test("differences are told of cases that there are", () => {
    const names = Object.keys(knownDifferences);
    expect(names.filter((name) => !recorded.has(name))).toEqual([]);
  });
});
