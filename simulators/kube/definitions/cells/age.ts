const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How long ago `time` was, as kubectl's columns tell it; `<unknown>` for no time. */
export function ageOf(time: unknown, nowMs: number): string {
  if (typeof time !== "string") return "<unknown>";
  return shortDuration(nowMs - Date.parse(time));
}

/** Two units at most, the second only while it says something: `90s`, `5m30s`, `3h5m`, `2d4h`, `1y20d`. */
export function shortDuration(durationMs: number): string {
  if (durationMs < -2 * secondMs + 1) return "<invalid>";
  if (durationMs < 0) return "0s";
  if (durationMs < 2 * minuteMs) return `${Math.floor(durationMs / secondMs)}s`;
  if (durationMs < 10 * minuteMs) return two(durationMs, minuteMs, "m", secondMs, "s");
  if (durationMs < 3 * hourMs) return `${Math.floor(durationMs / minuteMs)}m`;
  if (durationMs < 8 * hourMs) return two(durationMs, hourMs, "h", minuteMs, "m");
  if (durationMs < 2 * dayMs) return `${Math.floor(durationMs / hourMs)}h`;
  if (durationMs < 8 * dayMs) return two(durationMs, dayMs, "d", hourMs, "h");
  if (durationMs < 2 * 365 * dayMs) return `${Math.floor(durationMs / dayMs)}d`;
  if (durationMs < 8 * 365 * dayMs) return two(durationMs, 365 * dayMs, "y", dayMs, "d");
  return `${Math.floor(durationMs / (365 * dayMs))}y`;
}

function two(durationMs: number, largeMs: number, large: string, smallMs: number, small: string) {
  const rest = Math.floor((durationMs % largeMs) / smallMs);
  return `${Math.floor(durationMs / largeMs)}${large}${rest === 0 ? "" : `${rest}${small}`}`;
}
