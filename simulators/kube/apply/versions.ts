import type { Schema, SchemaSet } from "../model/schema.ts";
import type { JsonMap } from "./json-value.ts";
import { objectType } from "./schema-type.ts";
import type { Type } from "./type.ts";

/** An object at another version of its group, with that version's schema; undefined if that isn't served. */
export type Convert = (
  object: JsonMap,
  apiVersion: string,
) => { object: JsonMap; schema: Schema | undefined; schemas: SchemaSet } | undefined;

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
      if (convert) return convert(object, version)?.object;
      return isAlike(version) ? { ...object, apiVersion: version } : undefined;
    },
  };
}

function group(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}
