import { afterAll, expect, test } from "vitest";
import { simulatorTarget } from "../../fuzz/servers.ts";
import recorded from "./testdata/rules.json" with { type: "json" };
import { askRules } from "./testing/ask-rules.ts";
import { ruleCases } from "./testing/rule-cases.ts";

const simulator = simulatorTarget();
afterAll(() => simulator[Symbol.dispose]());
const answers = await askRules(simulator);
const known: Record<string, string[]> = recorded;

test("every case has an answer on record", () => {
  expect(Object.keys(known).sort()).toEqual(ruleCases.map(({ name }) => name).sort());
});

test.each(ruleCases.map(({ name }) => name))("%s", (name) => {
  expect(answers[name]).toEqual(known[name]);
});
