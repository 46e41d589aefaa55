import { isDeepStrictEqual } from "node:util";
import { type Fields, isFields } from "../../runtime/fields.ts";

/**
 * The merge patch that brings a live object to a new manifest: what that says otherwise than the object,
 * and nothing for what only the former manifest said. Lists are one value each: a new one is put in whole
 * where the manifests differ in it.
 */
export function threeWayPatch(original: object, target: object, live: object): Fields | undefined {
  return diff(original as Fields, target as Fields, live as Fields);
}

function diff(original: Fields, target: Fields, live: Fields): Fields | undefined {
  const patch: Fields = {};
  for (const [key, value] of Object.entries(target)) {
    const [before, now] = [original[key], live[key]];
    if (isFields(value)) {
      const inner = diff(fieldsOr(before), value, fieldsOr(now));
      if (inner) patch[key] = inner;
      else if (now === undefined && Object.keys(value).length === 0) patch[key] = value;
    } else if (Array.isArray(value)) {
      const isKept = Array.isArray(now) && now.length === value.length;
      if (!isDeepStrictEqual(before, value) || !isKept) patch[key] = value;
    } else if (!isDeepStrictEqual(now, value)) patch[key] = value;
  }
  for (const key of Object.keys(original)) {
    if (!(key in target) && key in live) patch[key] = null;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}

function fieldsOr(value: unknown): Fields {
  return isFields(value) ? value : {};
}
