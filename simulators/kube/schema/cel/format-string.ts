/** CEL's `format`: `%s`, `%d`, `%f`, `%e`, `%b`, `%o`, `%x`, `%X` and `%%`. */
export function formatString(text: string, values: readonly unknown[]): string {
  let next = 0;
  return text.replace(
    /%(?:\.(\d+))?([sdfebxXo%])/g,
    (_, digits: string | undefined, verb: string) => {
      if (verb === "%") return "%";
      if (next >= values.length) throw new Error(`index ${next} out of range`);
      const value = values[next];
      next += 1;
      return formatOne(verb, value, digits === undefined ? 6 : Number(digits));
    },
  );
}

function formatOne(verb: string, value: unknown, digits: number): string {
  switch (verb) {
    case "s":
      return writeValue(value);
    case "f":
      return Number(value).toFixed(digits);
    case "e":
      return Number(value)
        .toExponential(digits)
        .replace(/e([+-])(\d)$/, "e$10$2");
    case "d":
      return writeValue(value);
    default:
      return formatRadix(verb, value);
  }
}

const radixes: Record<string, number> = { b: 2, o: 8, x: 16, X: 16 };

function formatRadix(verb: string, value: unknown): string {
  const hex = typeof value === "string" ? Buffer.from(value).toString("hex") : undefined;
  const text = hex ?? BigInt(value as bigint | boolean).toString(radixes[verb]);
  return verb === "X" ? text.toUpperCase() : text;
}

function writeValue(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(writeValue).join(", ")}]`;
  if (value instanceof Date) return value.toISOString().replace(".000Z", "Z");
  if (value instanceof Uint8Array) return Buffer.from(value).toString();
  if (
    typeof value === "object" &&
    value !== null &&
    Object.getPrototypeOf(value) === Object.prototype
  ) {
    const entries = Object.entries(value).map(([key, one]) => `${key}: ${writeValue(one)}`);
    return `{${entries.sort().join(", ")}}`;
  }
  return String(value);
}
