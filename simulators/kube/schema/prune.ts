import type { Schema, SchemaSet } from "../model/schema.ts";
import { isObject } from "./is-object.ts";
import { createKnownParts } from "./known-parts.ts";

/** Fields that every object has, whatever its schema says. */
const metaFields = new Set(["apiVersion", "kind", "metadata"]);

/**
 * `value` without the fields that `schema` does not know, and where they were: `spec.a[0].b`.
 * What needs no change is shared with `value`, which stays as it was. The rules are those of
 * structural schemas (apiextensions-apiserver, `pkg/apiserver/schema/pruning`).
 */
export function pruneUnknown<T>(request: { schema: Schema; schemas: SchemaSet; value: T }): {
  value: T;
  unknown: string[];
} {
  const unknown: string[] = [];
  const pruning = { schemas: request.schemas, unknown };
  const root = { ...request.schemas.resolve(request.schema), embeddedResource: true };
  return { value: prune(request.value, root, "", pruning) as T, unknown };
}

const pruned = createKnownParts<Schema>();

function prunePart(value: unknown, schema: Schema, path: string, pruning: Pruning): unknown {
  return pruned.sparing(schema, value, () => prune(value, schema, path, pruning));
}

interface Pruning {
  schemas: SchemaSet;
  unknown: string[];
}

function prune(value: unknown, of: Schema | undefined, path: string, pruning: Pruning): unknown {
  if (typeof value !== "object" || value === null) return value;
  const schema = of && pruning.schemas.resolve(of);
  const open = schema?.preserveUnknownFields === true;
  if (Array.isArray(value)) {
    // Only objects right below a list that keeps the unknown are themselves kept whole.
    const items =
      open && schema.items ? { preserveUnknownFields: true, ...schema.items } : schema?.items;
    if (open && !items) return value;
    return shared(value, (item, index) => prune(item, items, `${path}[${index}]`, pruning));
  }
  return isObject(value) ? pruneFields(value, schema, path, pruning) : value;
}

function pruneFields(
  value: Record<string, unknown>,
  schema: Schema | undefined,
  path: string,
  pruning: Pruning,
): Record<string, unknown> {
  let changed: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const field = value[key];
    const property =
      schema?.properties && Object.hasOwn(schema.properties, key)
        ? schema.properties[key]
        : undefined;
    // Nothing is in it that could be unknown.
    if (property && (typeof field !== "object" || field === null)) continue;
    const at = path === "" ? key : `${path}.${key}`;
    let pruned = field;
    if (property) pruned = (path === "" ? prunePart : prune)(field, property, at, pruning);
    else if (schema?.embeddedResource && metaFields.has(key)) continue;
    else if (schema?.additionalProperties) {
      const { additionalProperties } = schema;
      pruned = prune(
        field,
        additionalProperties === true ? undefined : additionalProperties,
        at,
        pruning,
      );
    } else if (!schema?.preserveUnknownFields) {
      pruning.unknown.push(at);
      changed ??= { ...value };
      delete changed[key];
      continue;
    }
    if (pruned === field) continue;
    changed ??= { ...value };
    changed[key] = pruned;
  }
  return changed ?? value;
}

function shared(list: unknown[], change: (item: unknown, index: number) => unknown): unknown[] {
  let changed: unknown[] | undefined;
  for (const [index, item] of list.entries()) {
    const next = change(item, index);
    if (next === item) continue;
    changed ??= [...list];
    changed[index] = next;
  }
  return changed ?? list;
}
