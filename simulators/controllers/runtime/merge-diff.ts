import { isDeepStrictEqual } from "node:util";
import { type Fields, isFields } from "./fields.ts";

/** The JSON merge patch that leads from one object to the other; undefined where they are equal. */
export function mergeDiff(before: Fields, after: Fields): Fields | undefined {
  const patch: Fields = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, now] = [before[key], after[key]];
    if (isDeepStrictEqual(old, now)) continue;
    if (now === undefined) patch[key] = null;
    else if (isFields(old) && isFields(now)) patch[key] = mergeDiff(old, now);
    else patch[key] = now;
  }
  return Object.keys(patch).length > 0 ? patch : undefined;
}
