import type { Schema, SchemaSet } from "../model/schema.ts";
import type { JsonMap } from "./json-value.ts";
import { TypeMismatch } from "./list-items.ts";
import { objectType } from "./schema-type.ts";
import type { Type } from "./type.ts";
import { assertFits } from "./validate-typed.ts";

/** An object at another version of its group, with that version's schema; undefined if that isn't served. */
export type Convert = (
  object: JsonMap,
  apiVersion: string,
) => { object: JsonMap; schema: Schema | undefined; schemas: SchemaSet } | undefined;

/** An object that doesn't fit the schema of the version it was converted to. */
export class Misconverted extends TypeMismatch {}

/** The versions that managers of an object used. */
export interface Versions {
  own: { apiVersion: string; type: Type };
  typeAt(apiVersion: string): Type | undefined;
  convert(object: JsonMap, apiVersion: string): JsonMap | undefined;
}

/** Without `convert`, every version of the same group is taken to be alike, as those of most custom resources are. */
export function versionsOf(options: {
  schema: Schema | undefined;
  schemas: SchemaSet;
  apiVersion: string;
  convert?: Convert | undefined;
  sample: JsonMap;
}): Versions {
  const { schema, schemas, apiVersion, convert, sample } = options;
  const type = objectType(schema, schemas);
  const isOwn = (version: string) => version === apiVersion;
  const isAlike = (version: string) => group(version) === group(apiVersion);
  return {
    own: { apiVersion, type },
    typeAt(version) {
      if (isOwn(version)) return type;
      if (!convert) return isAlike(version) ? type : undefined;
      const converted = convert(sample, version);
      return converted && objectType(converted.schema, converted.schemas);
    },
    convert(object, version) {
      if (object.apiVersion === version) return object;
      if (convert) return fitting(convert(object, version));
      return isAlike(version) ? { ...object, apiVersion: version } : undefined;
    },
  };
}

/** @throws Misconverted */
function fitting(converted: ReturnType<Convert>): JsonMap | undefined {
  if (!converted) return undefined;
  const { object, schema, schemas } = converted;
  try {
    assertFits(objectType(schema, schemas), object, { allowDuplicates: true });
  } catch (error) {
    if (error instanceof TypeMismatch) throw new Misconverted(error.message);
    throw error;
  }
  return object;
}

function group(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}
