import { isMap } from "../apply/json-value.ts";

/** A patch as a new value: nulls ask for nothing where there was nothing; in a list they are items. */
export function withoutNulls(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutNulls);
  if (!isMap(value)) return value;
  const left = Object.entries(value).filter(([, field]) => field !== null);
  return Object.fromEntries(left.map(([name, field]) => [name, withoutNulls(field)]));
}
