/** What stands at `path` of an object, or undefined where the way ends. */
export function at(object: unknown, ...path: (string | number)[]): unknown {
  let value = object;
  for (const step of path) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

export function textAt(object: unknown, ...path: (string | number)[]): string | undefined {
  const value = at(object, ...path);
  return typeof value === "string" && value !== "" ? value : undefined;
}

export function numberAt(object: unknown, ...path: (string | number)[]): number {
  const value = at(object, ...path);
  return typeof value === "number" ? value : 0;
}

export function listAt(object: unknown, ...path: (string | number)[]): unknown[] {
  const value = at(object, ...path);
  return Array.isArray(value) ? value : [];
}

export function countAt(object: unknown, ...path: (string | number)[]): number {
  const value = at(object, ...path);
  return typeof value === "object" && value !== null ? Object.keys(value).length : 0;
}

/** `a=b,c=d`, or `<none>`. */
export function labelsText(labels: unknown): string {
  if (typeof labels !== "object" || labels === null) return "<none>";
  const entries = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return entries.length === 0 ? "<none>" : entries.sort().join(",");
}

/** A label selector as `kubectl get -o wide` shows it. */
export function selectorText(selector: unknown): string {
  if (typeof selector !== "object" || selector === null) return "<none>";
  const parts = Object.entries(at(selector, "matchLabels") ?? {}).map(
    ([key, value]) => `${key}=${value}`,
  );
  for (const expression of listAt(selector, "matchExpressions")) {
    const key = textAt(expression, "key") ?? "";
    const values = listAt(expression, "values").join(",");
    const operator = textAt(expression, "operator");
    if (operator === "In") parts.push(`${key} in (${values})`);
    else if (operator === "NotIn") parts.push(`${key} notin (${values})`);
    else parts.push(operator === "Exists" ? key : `!${key}`);
  }
  return parts.length === 0 ? "<none>" : parts.sort().join(",");
}
