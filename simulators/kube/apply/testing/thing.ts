import type { Schema } from "../../model/schema.ts";

const text: Schema = { type: "string" };
const whole: Schema = { type: "integer" };

/** A custom resource with every way a list or map may be merged. */
export const thingSchema: Schema = {
  type: "object",
  properties: {
    apiVersion: text,
    kind: text,
    metadata: { type: "object" },
    spec: {
      type: "object",
      properties: {
        title: text,
        count: whole,
        labels: { type: "object", additionalProperties: text },
        selector: { type: "object", mapType: "atomic", additionalProperties: text },
        tags: { type: "array", listType: "set", items: text },
        numbers: { type: "array", listType: "set", items: whole },
        steps: { type: "array", items: { type: "object", properties: { a: whole, b: whole } } },
        rules: {
          type: "array",
          listType: "map",
          listMapKeys: ["name", "protocol"],
          items: {
            type: "object",
            required: ["name"],
            properties: {
              name: text,
              protocol: { type: "string", default: "TCP" },
              value: whole,
              nested: { type: "object", properties: { a: text, b: text } },
              tags: { type: "array", listType: "set", items: text },
            },
          },
        },
        open: { type: "object", preserveUnknownFields: true },
        either: { intOrString: true },
      },
    },
    status: {
      type: "object",
      properties: {
        phase: text,
        conditions: {
          type: "array",
          listType: "map",
          listMapKeys: ["type"],
          items: {
            type: "object",
            required: ["type"],
            properties: { type: text, status: text, reason: text },
          },
        },
      },
    },
  },
};

const extensions: Partial<Record<keyof Schema, string>> = {
  listType: "x-kubernetes-list-type",
  listMapKeys: "x-kubernetes-list-map-keys",
  mapType: "x-kubernetes-map-type",
  preserveUnknownFields: "x-kubernetes-preserve-unknown-fields",
  intOrString: "x-kubernetes-int-or-string",
};

/** The definition that makes a real API server serve it. */
export const thingDefinition = {
  apiVersion: "apiextensions.k8s.io/v1",
  kind: "CustomResourceDefinition",
  metadata: { name: "things.tests.example.com" },
  spec: {
    group: "tests.example.com",
    scope: "Namespaced",
    names: { plural: "things", singular: "thing", kind: "Thing", listKind: "ThingList" },
    versions: [
      {
        name: "v1",
        served: true,
        storage: true,
        schema: { openAPIV3Schema: asOpenApi(thingSchema) },
        subresources: { status: {} },
      },
    ],
  },
};

function asOpenApi(schema: Schema): object {
  const entries = Object.entries(schema).map(([name, value]) => {
    const written = extensions[name as keyof Schema] ?? name;
    if (name === "properties") {
      const fields = Object.entries(value as Record<string, Schema>);
      return [written, Object.fromEntries(fields.map(([field, of]) => [field, asOpenApi(of)]))];
    }
    const isSchema = name === "items" || name === "additionalProperties";
    return [written, isSchema ? asOpenApi(value as Schema) : value];
  });
  return Object.fromEntries(entries);
}
