const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };

/**
 * Milliseconds in a duration as Go writes it (`750ms`, `90s`, `1h30m`); undefined if it isn't one.
 */
export function parseDuration(text: string): number | undefined {
  // Nearly all have one part.
  const [, only, of = ""] = /^(\d+)(ms|s|m|h)$/.exec(text) ?? [];
  if (only !== undefined) return Number(only) * (unitMs[of] ?? 0);
  if (!/^(\d+(\.\d+)?(ms|s|m|h))+$/.test(text)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+(?:\.\d+)?)(ms|s|m|h)/g)) {
    totalMs += Number(amount) * (unitMs[unit ?? ""] ?? 0);
  }
  return totalMs;
}
