/** Marks an operation whose value was sent as Go would not write it. */
const unescaped = Symbol("sent unescaped");

/** What Go writes escaped, for no browser to mistake it for markup. */
const markup = /[<>&\u2028\u2029]/;

/** The real server tests the JSON of values: that of a text with such characters is the same only escaped. */
export function noteUnescaped(operations: readonly unknown[], text: string): void {
  if (!markup.test(text)) return;
  for (const operation of operations) {
    if (typeof operation !== "object" || operation === null) continue;
    const { op, value } = operation as { op?: unknown; value?: unknown };
    if (op === "test" && markup.test(JSON.stringify(value) ?? ""))
      Object.assign(operation, { [unescaped]: true });
  }
}

export function isUnescaped(operation: object): boolean {
  return Object.hasOwn(operation, unescaped);
}
