import type { FuzzStep } from "./step.ts";

/** A step's body with one field or item less, the largest parts first; none where it is no JSON. */
export function* smallerBodies({ body }: FuzzStep): Iterable<string> {
  let value: unknown;
  try {
    value = JSON.parse(body ?? "");
  } catch {
    return;
  }
  const paths = partsOf(value, []).filter(({ path }) => !kept.has(path.join(".")));
  paths.sort((a, b) => b.size - a.size);
  for (const { path } of paths) {
    const copy: unknown = structuredClone(value);
    drop(copy, path);
    yield JSON.stringify(copy);
  }
}

/** Without these a request means something else. */
const kept = new Set(["apiVersion", "kind", "metadata", "metadata.name"]);

function partsOf(value: unknown, path: string[]): { path: string[]; size: number }[] {
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, each]) => [
    { path: [...path, key], size: JSON.stringify(each)?.length ?? 0 },
    ...partsOf(each, [...path, key]),
  ]);
}

function drop(value: unknown, path: readonly string[]): void {
  const holder = path
    .slice(0, -1)
    .reduce<unknown>((at, key) => Reflect.get(at as object, key), value);
  const last = path.at(-1) ?? "";
  if (Array.isArray(holder)) holder.splice(Number(last), 1);
  else Reflect.deleteProperty(holder as object, last);
}
