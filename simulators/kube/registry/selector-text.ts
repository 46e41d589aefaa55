/** A label selector as one line. */
export function selectorText(selector: unknown): string {
  if (typeof selector === "string") return selector;
  const plain = Object.entries(selector as Record<string, unknown>);
  if (plain.every(([, value]) => typeof value === "string")) {
    // That of a ReplicationController.
    return plain
      .map(([key, value]) => `${key}=${value}`)
      .sort()
      .join(",");
  }
  const { matchLabels, matchExpressions } = selector as {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; operator: string; values?: string[] }[];
  };
  const operators: Record<string, string> = { In: " in ", NotIn: " notin " };
  const labels = Object.entries(matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key}${operators[operator] ?? " "}(${[...values].sort().join(",")})`;
  });
  return [...labels, ...expressions].sort().join(",");
}
