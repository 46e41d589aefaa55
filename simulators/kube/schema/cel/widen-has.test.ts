import { expect, test } from "vitest";
import { evaluateRule } from "./evaluate-rule.ts";

const self = { list: [{ a: 1, sub: { c: 1 } }], map: { "x-y": { a: 1 } } };

test.each([
  ["has(self.list[0].a)", true],
  ["has(self.list[0].b)", false],
  ["has(self.list[0].sub.c) && !has(self.list[0].sub.d)", true],
  ["has(self.map['x-y'].a)", true],
  ["self.list.all(x, has(x.sub.c))", true],
  ["has(self.list.filter(x, x.a > 0)[0].a)", true],
])("%s is %s", (rule, holds) => {
  const request = { oldSelf: undefined, unchanged: false, budget: { left: 1_000_000 } };
  const told = evaluateRule({ rule: { rule }, self, ...request });
  expect(told === undefined || { ...told }).toEqual(
    holds || { broken: true, detail: `failed rule: ${rule}` },
  );
});

test("what isn't there has no fields to ask for", () => {
  const request = { oldSelf: undefined, unchanged: false, budget: { left: 1_000_000 } };
  const told = evaluateRule({ rule: { rule: "has(self.list[3].a)" }, self, ...request });
  expect(told?.broken).toBe(false);
  expect(told?.detail).toContain("index out of bounds");
});
