import type { Schema, SchemaSet } from "../model/schema.ts";
import { failed } from "./patch-error.ts";

/** Where in a schema a strategic merge is. */
export interface PatchSchema {
  schema: Schema;
  schemas: SchemaSet;
  /** The Go name of the type, for messages. */
  name: string;
}

/** How a field is patched. */
export interface FieldPatch {
  /** The field's type; that of the items of a list. */
  below: PatchSchema;
  strategy: "merge" | "replace" | undefined;
  mergeKey: string | undefined;
}

/** Throws ApiError for fields the type doesn't have. */
export function patchOf(at: PatchSchema, field: string): FieldPatch {
  const { schemas } = at;
  const { properties } = schemas.resolve(at.schema);
  if (!properties) {
    throw failed("merging an object in json but data type is not struct, instead is: map");
  }
  const property = Object.hasOwn(properties, field) ? properties[field] : undefined;
  if (!property) {
    throw failed(
      `unable to find api field in struct ${at.name} for the json field ${JSON.stringify(field)}`,
    );
  }
  const resolved = schemas.resolve(property);
  const below = resolved.type === "array" ? (resolved.items ?? {}) : property;
  return {
    below: { schema: below, schemas, name: typeName(below) },
    strategy: strategyOf(property.patchStrategy ?? resolved.patchStrategy),
    mergeKey: property.patchMergeKey ?? resolved.patchMergeKey,
  };
}

/** `Deployment` of `io.k8s.api.apps.v1.Deployment`. */
export function typeName({ ref }: Schema): string {
  return ref?.slice(ref.lastIndexOf(".") + 1) ?? "";
}

/** `retainKeys` is not one by itself: what is retained stands in the patch. */
function strategyOf(strategies: string | undefined): FieldPatch["strategy"] {
  const strategy = strategies?.split(",").find((name) => name !== "retainKeys");
  return strategy === "merge" || strategy === "replace" ? strategy : undefined;
}
