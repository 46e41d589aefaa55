import type { Schema } from "../model/schema.ts";

/** A schema as CustomResourceDefinitions write it: OpenAPI v3 with `x-kubernetes-*` extensions. */
export type OpenApiSchema = { [field: string]: unknown };

const extensions: Record<string, keyof Schema> = {
  "x-kubernetes-int-or-string": "intOrString",
  "x-kubernetes-preserve-unknown-fields": "preserveUnknownFields",
  "x-kubernetes-embedded-resource": "embeddedResource",
  "x-kubernetes-list-type": "listType",
  "x-kubernetes-list-map-keys": "listMapKeys",
  "x-kubernetes-map-type": "mapType",
  "x-kubernetes-validations": "validations",
};

/** Fields that hold schemas: one, a list of them, or some by name. */
const single = new Set(["items", "not", "additionalProperties"]);
const several = new Set(["allOf", "anyOf", "oneOf"]);
/** Says nothing that a server acts on. */
const dropped = new Set(["title", "example", "externalDocs", "$schema", "id"]);

/** The schema in the model's terms. */
export function structuralSchema(openApi: OpenApiSchema): Schema {
  const schema: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(openApi)) {
    const extension = extensions[field];
    if (extension) schema[extension] = value;
    else if (dropped.has(field)) continue;
    else if (field === "properties") schema.properties = byName(value as OpenApiSchema);
    else if (several.has(field)) schema[field] = (value as OpenApiSchema[]).map(structuralSchema);
    else if (single.has(field) && typeof value === "object") {
      schema[field] = structuralSchema(value as OpenApiSchema);
    } else schema[field] = value;
  }
  return schema;
}

function byName(properties: OpenApiSchema): Record<string, Schema> {
  const entries = Object.entries(properties);
  return Object.fromEntries(
    entries.map(([name, each]) => [name, structuralSchema(each as OpenApiSchema)]),
  );
}
