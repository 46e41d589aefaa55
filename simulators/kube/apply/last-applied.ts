import type { ApiObject } from "../model/api-object.ts";
import { compareTyped } from "./compare-typed.ts";
import { difference, type FieldSet } from "./field-set.ts";
import { isMap, type JsonMap } from "./json-value.ts";
import { compareStrings } from "./path-element.ts";
import { toFieldSet } from "./to-field-set.ts";
import { assertFits } from "./validate-typed.ts";
import type { Versions } from "./versions.ts";

/** Where `kubectl apply` keeps its configuration when it applies by itself. */
const annotation = "kubectl.kubernetes.io/last-applied-configuration";
const annotationBytesMax = 256 * 1024;

/** The only manager for whom the annotation counts. */
export const kubectl = "kubectl";

/**
 * Fields that client-side apply set and nobody changed since: kubectl may take them without force when
 * it goes over to server-side apply. Undefined where the annotation doesn't tell.
 */
export function fieldsLastApplied(versions: Versions, live: JsonMap): FieldSet | undefined {
  const annotations = annotationsOf(live);
  const text = annotations?.[annotation];
  if (!text) return undefined;
  const { type, apiVersion } = versions.own;
  try {
    const last: unknown = JSON.parse(text);
    if (!isMap(last) || last.apiVersion !== apiVersion) return undefined;
    for (const object of [live, last]) assertFits(type, object, { allowDuplicates: false });
    const { modified, added, removed } = compareTyped(type, last, live);
    return [modified, added, removed].reduce(difference, toFieldSet(type, last));
  } catch {
    return undefined;
  }
}

/** The object with the annotation, if it has one, telling what kubectl just applied. */
export function withLastApplied(object: ApiObject, applied: ApiObject): ApiObject {
  const annotations = annotationsOf(object);
  if (!annotations?.[annotation]) return object;
  const updated: Record<string, string> = {
    ...annotations,
    [annotation]: `${writeSorted(withoutAnnotation(applied))}\n`,
  };
  const size = Object.entries(updated).reduce(
    (sum, [name, value]) => sum + Buffer.byteLength(name) + Buffer.byteLength(value),
    0,
  );
  if (size > annotationBytesMax) delete updated[annotation];
  return { ...object, metadata: { ...object.metadata, annotations: updated } };
}

function annotationsOf(object: JsonMap): Record<string, string> | undefined {
  const { metadata } = object as Partial<ApiObject>;
  return metadata?.annotations;
}

function withoutAnnotation(applied: ApiObject): ApiObject {
  const { annotations } = applied.metadata;
  if (!annotations) return applied;
  const { [annotation]: _, ...rest } = annotations;
  return { ...applied, metadata: { ...applied.metadata, annotations: rest } };
}

/** JSON as Go writes maps: in the order of their keys. */
function writeSorted(value: unknown): string {
  return JSON.stringify(value, (_, part) =>
    isMap(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => compareStrings(a, b)))
      : part,
  ).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
