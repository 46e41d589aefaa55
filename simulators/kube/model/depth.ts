/**
 * How deep a value of the API may be nested. The real server draws its line at 10000, where functions
 * that call themselves would run out of their stack here, at any place and in the midst of anything.
 */
export const depthMax = 500;

export function isTooDeep(value: unknown, left = depthMax): boolean {
  if (typeof value !== "object" || value === null) return false;
  if (left === 0) return true;
  if (Array.isArray(value)) return value.some((item) => isTooDeep(item, left - 1));
  for (const key in value) {
    if (isTooDeep((value as Record<string, unknown>)[key], left - 1)) return true;
  }
  return false;
}

/** What Go says of it. */
export const tooDeep = "exceeded max depth";
