import type { Schema, SchemaSet } from "../model/schema.ts";
import { objectMetaSchema } from "./object-meta.ts";
import {
  deduced,
  type ListType,
  type MapField,
  type MapType,
  type Scalar,
  type Type,
  untypedAtomic,
} from "./type.ts";

/** Types by where they were asked for; schemas are never changed once they are in use. */
const known = new WeakMap<SchemaSet, WeakMap<Schema, { plain?: Type; preserving?: Type }>>();

/** The type of whole objects: their `metadata` is an ObjectMeta, whatever a custom resource's schema says. */
export function objectType(schema: Schema | undefined, schemas: SchemaSet): Type {
  if (!schema) return deduced;
  return typeOf({ ...asObject(schemas.resolve(schema)) }, schemas, schema);
}

function asObject(schema: Schema): Schema {
  const metadata = schema.properties?.metadata;
  return {
    ...schema,
    type: "object",
    properties: {
      ...schema.properties,
      apiVersion: { type: "string" },
      kind: { type: "string" },
      metadata: metadata?.ref === undefined ? objectMetaSchema : metadata,
    },
  };
}

function typeOf(schema: Schema, schemas: SchemaSet, identity = schema, preserves = false): Type {
  let types = known.get(schemas);
  if (!types) {
    types = new WeakMap();
    known.set(schemas, types);
  }
  const found = types.get(identity) ?? {};
  types.set(identity, found);
  const name = preserves ? "preserving" : "plain";
  const type = found[name] ?? makeType(schema, schemas, preserves);
  found[name] = type;
  return type;
}

function makeType(schema: Schema, schemas: SchemaSet, preserves: boolean): Type {
  if (schema.ref?.endsWith("api.resource.Quantity")) return () => ({ scalar: "untyped" });
  if (schema.ref?.endsWith("pkg.runtime.RawExtension")) return untypedAtomic;
  const atom = lazily(() => {
    const resolved = schemas.resolve(schema);
    // A named type begins anew; only what is written in place inherits.
    const inherited = preserves && schema.ref === undefined;
    return makeAtom(resolved, schemas, inherited || resolved.preserveUnknownFields === true);
  });
  return atom;
}

function makeAtom(schema: Schema, schemas: SchemaSet, preserves: boolean): ReturnType<Type> {
  const open = schema.intOrString || schema.format === "int-or-string";
  switch (open ? undefined : schema.type) {
    case undefined:
      return {
        scalar: "untyped",
        list: makeList(schema, schemas, preserves),
        map: makeMap(schema, schemas, preserves),
      };
    case "object":
      return { map: makeMap(schema, schemas, preserves) };
    case "array":
      return { list: makeList(schema, schemas, preserves) };
    default:
      return { scalar: scalarOf(schema) };
  }
}

function scalarOf({ type, format }: Schema): Scalar {
  if (type === "integer" || type === "number") return "numeric";
  if (type === "boolean") return "boolean";
  return format === undefined || format === "" || format === "byte" ? "string" : "untyped";
}

function makeList(schema: Schema, schemas: SchemaSet, preserves: boolean): ListType {
  const element = schema.items
    ? typeOf(schema.items, schemas, schema.items, preserves)
    : untypedAtomic;
  if (schema.listType) {
    const keys = schema.listType === "map" ? (schema.listMapKeys ?? []) : [];
    return { associative: schema.listType !== "atomic", keys, element };
  }
  const associative = schema.patchStrategy?.split(",").includes("merge") ?? false;
  const keys = associative && schema.patchMergeKey ? [schema.patchMergeKey] : [];
  return { associative, keys, element };
}

function makeMap(schema: Schema, schemas: SchemaSet, preserves: boolean): MapType {
  const properties = { ...schema.properties };
  if (schema.embeddedResource) {
    properties.apiVersion = { type: "string" };
    properties.kind = { type: "string" };
    properties.metadata = objectMetaSchema;
  }
  const fields = new Map<string, MapField>();
  for (const [name, property] of Object.entries(properties)) {
    const { type, default: own } = schemas.resolve(property);
    // What Go always writes has its zero value where nothing is given.
    const zero = property.presence === "always" ? zeros[type ?? ""] : undefined;
    const byDefault = property.default ?? own ?? zero;
    fields.set(name, {
      type: typeOf(property, schemas, property, preserves && property !== objectMetaSchema),
      ...(byDefault !== undefined && { default: byDefault }),
    });
  }
  const element = elementOf(schema, schemas, preserves);
  return { atomic: schema.mapType === "atomic", fields, ...(element && { element }) };
}

const zeros: Record<string, string | number> = { string: "", integer: 0 };

function elementOf(schema: Schema, schemas: SchemaSet, preserves: boolean): Type | undefined {
  const { additionalProperties } = schema;
  if (additionalProperties === undefined) {
    return preserves || Object.keys(schema.properties ?? {}).length === 0 ? deduced : undefined;
  }
  if (additionalProperties === true) return deduced;
  if (additionalProperties === false) return undefined;
  return typeOf(additionalProperties, schemas, additionalProperties, preserves);
}

function lazily<T>(make: () => T): () => T {
  let made: { value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}
