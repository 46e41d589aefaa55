import type { Path } from "./stage.ts";

/** What is at a path of an object; undefined where it leads nowhere. */
export function readPath(object: unknown, path: Path): unknown {
  let at: unknown = object;
  for (const [, field = "", key, value] of path.matchAll(segment)) {
    if (at === null || typeof at !== "object") return undefined;
    at = (at as Record<string, unknown>)[field];
    if (key === undefined) continue;
    if (!Array.isArray(at)) return undefined;
    at = at.find((entry) => String(entry?.[key]) === value);
  }
  return at ?? undefined;
}

/** `conditions[type=Ready]` */
const segment = /([^.[\]]+)(?:\[([^=\]]+)=([^\]]*)\])?/g;
