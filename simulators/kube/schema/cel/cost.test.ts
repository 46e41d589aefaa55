import { describe, expect, it } from "vitest";
import type { Schema } from "../../model/schema.ts";
import { noReferences } from "../../model/schema.ts";
import { validateValue } from "../validate-value.ts";

function validate(rule: string, value: object): string[] {
  const schema: Schema = {
    type: "object",
    properties: {
      list: { type: "array", items: { type: "string" } },
      text: { type: "string" },
    },
    validations: [{ rule }],
  };
  return validateValue({ schema, schemas: noReferences, value }).map(({ detail }) => detail);
}

const list = Array.from({ length: 1000 }, (_, index) => `item ${index}`);

describe("a rule that costs too much", () => {
  it.each([
    ["three loops", "self.list.all(a, self.list.all(b, self.list.all(c, a + b + c != 'x')))"],
    ["loops that have errors", "self.list.exists(a, self.list.exists(b, int(a + b) == 1))"],
    ["texts that grow", `self.text${".replace('a', 'aaaaaaaaaaaaaaaaaaaa')".repeat(8)} != 'a'`],
    ["lists that grow", "self.list.map(a, self.list).map(b, self.list + self.list).size() > 0"],
    ["a long separator", "self.list.join(self.text).size() > 0"],
  ])("is ended: %s", (_, rule) => {
    const startMs = performance.now();
    const [detail = ""] = validate(rule, { list, text: "a".repeat(100_000) });
    expect(detail).toContain("operation cancelled: actual cost limit exceeded");
    expect(performance.now() - startMs).toBeLessThan(5000);
  });

  it("leaves nothing for others of the object once all is used up", () => {
    const schema: Schema = {
      type: "array",
      items: { type: "array", validations: [{ rule: "self.all(a, self.all(b, a != 'x'))" }] },
    };
    const value = Array.from({ length: 1000 }, () => list.slice(0, 300));
    const details = validateValue({ schema, schemas: noReferences, value }).map((e) => e.detail);
    expect(details).toEqual([
      "validation failed due to running out of cost budget, no further validation rules will be run",
    ]);
  });

  it("is no rule that looks at every item once, or whose pattern JavaScript would try in all ways", () => {
    expect(validate("self.list.all(a, a.matches('^item [0-9]+$'))", { list })).toEqual([]);
    expect(validate("!self.text.matches('^(a+)+$')", { text: `${"a".repeat(50)}!` })).toEqual([]);
    expect(validate("self.list.join(',').size() > 10", { list })).toEqual([]);
  });
});
