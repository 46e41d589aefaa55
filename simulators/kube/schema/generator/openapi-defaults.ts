import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { Json } from "../../../../harness/core/json.ts";
import type { Schema } from "../../model/schema.ts";

interface OpenApiSchema {
  default?: Json;
  properties?: Record<string, OpenApiSchema>;
}

/** Adds the defaults that OpenAPI v3 states. Empty ones state only that a Go field is no pointer. */
export function addDefaults(schemas: Map<string, Schema>, folder: string): void {
  for (const file of readdirSync(folder).filter((name) => name.endsWith("_openapi.json"))) {
    const { components } = JSON.parse(readFileSync(join(folder, file), "utf8")) as {
      components?: { schemas?: Record<string, OpenApiSchema> };
    };
    for (const [name, { properties = {} }] of Object.entries(components?.schemas ?? {}))
      for (const [field, { default: value }] of Object.entries(properties)) {
        const property = schemas.get(name)?.properties?.[field];
        if (property && value !== undefined && !isEmpty(value)) property.default = value;
      }
  }
}

function isEmpty(value: Json): boolean {
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return !value;
}
