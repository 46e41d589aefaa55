import { readFileSync } from "node:fs";
import type { ApiObject } from "../../../model/api-object.ts";
import type { JsonSchemaProps } from "../crd-shape.ts";

/** A definition with rules, and by what name its answer is kept. */
export interface RuleCase {
  name: string;
  crd: ApiObject & { spec: object };
}

const text: JsonSchemaProps = { type: "string" };
const upTo = (maxLength: number): JsonSchemaProps => ({ type: "string", maxLength });
const integer: JsonSchemaProps = { type: "integer" };
const object = (properties: Record<string, JsonSchemaProps>, more: JsonSchemaProps = {}) =>
  ({ type: "object", properties, ...more }) satisfies JsonSchemaProps;
const list = (items: JsonSchemaProps, more: JsonSchemaProps = {}) =>
  ({ type: "array", items, ...more }) satisfies JsonSchemaProps;
const map = (additionalProperties: JsonSchemaProps, more: JsonSchemaProps = {}) =>
  ({ type: "object", additionalProperties, ...more }) satisfies JsonSchemaProps;
const rule = (text: string, more: object = {}): JsonSchemaProps => ({
  "x-kubernetes-validations": [{ rule: text, ...more }],
});

/** Values of every type, with limits and without: a letter or two, by which rules name them. */
const many = (rules: JsonSchemaProps): JsonSchemaProps =>
  object(
    {
      ...{ s: text, t: upTo(20), u: upTo(2000), i: integer, j: integer },
      ...{ e: { ...text, enum: ["a", "bcd"] }, n: { type: "number" }, b: { type: "boolean" } },
      by: { ...text, format: "byte" },
      d: { ...text, format: "duration" },
      dt: { ...text, format: "date-time" },
      da: { ...text, format: "date" },
      ios: { "x-kubernetes-int-or-string": true, anyOf: [{ type: "integer" }, { type: "string" }] },
      ...{ l: list(text), l5: list(upTo(10), { maxItems: 5 }), li: list(integer) },
      lo: list(
        object(
          { name: upTo(63), v: integer, sub: list(object({ k: upTo(10) }), { maxItems: 8 }) },
          { required: ["name"] },
        ),
        { maxItems: 16 },
      ),
      ...{ m: map(text), m5: map(upTo(8), { maxProperties: 5 }) },
      mo: map(object({ x: text }), { maxProperties: 4 }),
      o: object({ a: text, "b-c": upTo(5), in: integer, namespace: upTo(4) }),
      p: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    },
    rules,
  );

const rules = readFileSync(new URL("../testdata/rules.txt", import.meta.url), "utf8");
const same = rule("self.b == self.c");
const two = { b: text, c: text };

/** Rules in places where they count more than once, and what is around them. */
const placed: Record<string, JsonSchemaProps> = {
  "in a list": object({ a: list(object({ b: integer }, rule("self.b > 0"))) }),
  "a pattern in a list": object({ a: list(object({ b: text }, rule("self.b.matches('^a+$')"))) }),
  "in a list of lists": object({ a: list(list(object(two, same))) }),
  "in a list with a limit": object({ a: list(object(two, same), { maxItems: 10 }) }),
  "in a list of what takes room": object({
    a: list(object(two, { required: ["b", "c"], ...same })),
  }),
  "in a map": object({ a: map(object({ b: integer }, rule("self.b > 0"))) }),
  "in a map with a limit": object({ a: map(object(two, same), { maxProperties: 3 }) }),
  "the change of a list": object({ a: list(text, rule("oldSelf == self")) }),
  "the change of an item": object({ a: list(object({ b: text }, rule("self == oldSelf"))) }),
  "the change of an item by its key": object({
    a: list(object({ b: upTo(9) }, { required: ["b"], ...rule("self == oldSelf") }), {
      maxItems: 9,
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["b"],
    }),
  }),
  "an embedded resource": object({
    a: {
      type: "object",
      "x-kubernetes-embedded-resource": true,
      "x-kubernetes-preserve-unknown-fields": true,
      ...rule("self.kind == 'A' && self.metadata.name.startsWith('a')"),
    },
  }),
  "no rule": object({ a: text }, rule("")),
  "an empty message": object({ a: text }, rule("true", { message: " " })),
  "a message of two lines": object({ a: text }, rule("true", { message: "a\nb" })),
  "a rule of two lines": object({ a: text }, rule("true &&\ntrue")),
  "a message that is no text": object({ a: text }, rule("true", { messageExpression: "1" })),
  "half a message": object({ a: text }, rule("true", { messageExpression: "self.a +" })),
  "a message that costs": object(
    { a: list(text) },
    rule("true", { messageExpression: "self.a.map(x, x + x).join(',')" }),
  ),
  "a field that isn't there": object({ a: text }, rule("true", { fieldPath: ".b" })),
  "a field that is there": object(
    { a: object({ b: map(text) }) },
    rule("true", { fieldPath: ".a.b['c']" }),
  ),
  "a strange reason": object({ a: text }, rule("true", { reason: "Foo" })),
  "optional, without what was": object({ a: text }, rule("true", { optionalOldSelf: true })),
  "optional, with what was": object(
    { a: text },
    rule("oldSelf.hasValue() || self.a == 'a'", { optionalOldSelf: true }),
  ),
  "many that are cheap one by one": object(
    {},
    {
      properties: Object.fromEntries(
        Array.from({ length: 15 }, (_, index) => [
          `f${index}`,
          list(upTo(100), {
            maxItems: 60,
            ...rule("self.all(x, self.all(y, x == y || x.size() > 3))"),
          }),
        ]),
      ),
    },
  ),
};

export const ruleCases: RuleCase[] = [
  ...rules
    .trimEnd()
    .split("\n")
    .map((text) => [text, many(rule(text))] as const),
  ...Object.entries(placed),
].map(([name, spec]) => ({ name, crd: crdOf(spec) }));

function crdOf(spec: JsonSchemaProps): RuleCase["crd"] {
  const openAPIV3Schema = { type: "object", properties: { spec } };
  return {
    apiVersion: "apiextensions.k8s.io/v1",
    kind: "CustomResourceDefinition",
    metadata: { name: "ruleds.rules.example.com" },
    spec: {
      group: "rules.example.com",
      scope: "Namespaced",
      names: { plural: "ruleds", singular: "ruled", kind: "Ruled", listKind: "RuledList" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema } }],
    },
  };
}
