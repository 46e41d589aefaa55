/** Whether `text` matches `pattern`, where `*` stands for any run of characters and the rest for itself. */
export function matchesGlob(pattern: string, text: string): boolean {
  const [prefix = "", ...parts] = pattern.split("*");
  const suffix = parts.pop();
  if (suffix === undefined) return text === pattern;
  if (!text.startsWith(prefix) || !text.endsWith(suffix)) return false;
  // The leftmost place for every part leaves the most room for the next: no going back is needed.
  let at = prefix.length;
  const end = text.length - suffix.length;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= end;
}

/** Whether `text` matches any of the patterns. */
export function matchesAny(patterns: readonly string[], text: string): boolean {
  return patterns.some((pattern) => matchesGlob(pattern, text));
}
