import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Schema } from "../model/schema.ts";
import { applyDefaults } from "./apply-defaults.ts";
import { builtinSchemas } from "./builtin-schemas.ts";
import { pruneUnknown } from "./prune.ts";
import { validateValue } from "./validate-value.ts";

const schemas = builtinSchemas();

describe("built-in schemas", () => {
  it("refer only to each other", () => {
    const unresolved = [...schemas.names()].flatMap((name) => references(schemas.type(name) ?? {}));
    for (const ref of unresolved) expect(schemas.type(ref), ref).toBeDefined();
    expect(unresolved.length).toBeGreaterThan(500);
  });

  it("say of a field what stands beside its reference and behind it", () => {
    const spec = schemas.type("io.k8s.api.apps.v1.DeploymentSpec")?.properties?.strategy ?? {};
    const strategy = schemas.resolve(spec);
    expect(strategy.patchStrategy).toBe("retainKeys");
    expect(Object.keys(strategy.properties ?? {})).toEqual(["rollingUpdate", "type"]);
  });

  it("know the default that is part of a key", () => {
    const { ports } = schemas.type("io.k8s.api.core.v1.ServiceSpec")?.properties ?? {};
    expect(ports?.listMapKeys).toEqual(["port", "protocol"]);
    expect(schemas.resolve(ports?.items ?? {}).properties?.protocol?.default).toBe("TCP");
  });
});

/** Schemas of a few names, so that values drawn from the same names meet them. */
const names = ["a", "b", "c"];
const leaf: fc.Arbitrary<Schema> = fc.constantFrom<Schema>(
  { type: "string" },
  { type: "string", default: "d" },
  { type: "string", nullable: true },
  { type: "integer", default: 3 },
  { type: "boolean" },
  { preserveUnknownFields: true },
  { intOrString: true },
);
const { schema: anySchema } = fc.letrec<{ schema: Schema }>((tie) => ({
  schema: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.record({
      type: fc.constant("object" as const),
      properties: fc.dictionary(fc.constantFrom(...names), tie("schema")),
    }),
    fc.record({
      type: fc.constant("object" as const),
      preserveUnknownFields: fc.constant(true),
      properties: fc.dictionary(fc.constantFrom(...names), tie("schema")),
    }),
    fc.record({ type: fc.constant("object" as const), additionalProperties: tie("schema") }),
    fc.record({
      type: fc.constant("object" as const),
      default: fc.constant({ a: { b: null } }),
      properties: fc.dictionary(fc.constantFrom(...names), tie("schema")),
    }),
    fc.record({ type: fc.constant("array" as const), items: tie("schema") }),
  ),
}));
const { value: anyValue } = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: "medium" },
    fc.constantFrom(null, "", "x", 0, 7, true),
    fc.dictionary(fc.constantFrom(...names), tie("value")),
    fc.array(tie("value"), { maxLength: 3 }),
  ),
}));

describe("any value of any schema", () => {
  const held = (check: (schema: Schema, value: unknown) => void) =>
    fc.assert(
      fc.property(anySchema, anyValue, (schema, value) => {
        const before = structuredClone(value);
        check(schema, value);
        expect(value).toEqual(before);
      }),
    );

  it("is pruned once and for all", () => {
    held((schema, value) => {
      const once = pruneUnknown({ schema, schemas, value });
      const twice = pruneUnknown({ schema, schemas, value: once.value });
      expect(twice).toEqual({ value: once.value, unknown: [] });
      // What needs no change is shared.
      expect(twice.value).toBe(once.value);
    });
  });

  it("has the defaults of a default that stands for a null in a map", () => {
    const entry: Schema = {
      type: "object",
      default: { given: 1 },
      properties: { given: { type: "integer" }, added: { type: "integer", default: 3 } },
    };
    const schema: Schema = { type: "object", additionalProperties: entry };
    expect(applyDefaults({ schema, schemas, value: { key: null } })).toEqual({
      key: { given: 1, added: 3 },
    });
  });

  it("has its defaults set once and for all", () => {
    held((schema, value) => {
      const once = applyDefaults({ schema, schemas, value });
      expect(applyDefaults({ schema, schemas, value: once })).toBe(once);
    });
  });

  it("is not at fault as long as it does not change", () => {
    held((schema, value) => {
      expect(validateValue({ schema, schemas, value, old: value })).toEqual([]);
    });
  });
});

function references(schema: Schema): string[] {
  const { ref, properties = {}, items, additionalProperties } = schema;
  const below = [...Object.values(properties), items, additionalProperties];
  return [
    ...(ref === undefined ? [] : [ref]),
    ...below.flatMap((one) => (typeof one === "object" ? references(one) : [])),
  ];
}
