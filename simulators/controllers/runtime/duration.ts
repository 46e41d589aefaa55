import { parseDuration } from "../../../harness/core/duration.ts";

/**
 * Milliseconds of a duration as Go writes it and Flux's API takes it (`90s`, `1h30m`).
 * @throws an error that names the value for anything else.
 */
export function durationMs(text: string): number {
  const ms = parseDuration(text);
  if (ms === undefined) throw new Error(`time: invalid duration "${text}"`);
  return ms;
}

/** As Go's time.Duration prints itself: `9m30s`, `1h0m0s`, `328.189036ms`, `1.5s`. */
export function goDuration(ms: number): string {
  if (ms === 0) return "0s";
  if (ms < 1) return `${trimmed(ms * 1000, 3)}µs`;
  if (ms < 1000) return `${trimmed(ms, 6)}ms`;
  const hours = Math.floor(ms / 3_600_000);
  const minutes = Math.floor((ms % 3_600_000) / 60_000);
  const seconds = trimmed((ms % 60_000) / 1000, 9);
  if (hours > 0) return `${hours}h${minutes}m${seconds}s`;
  return minutes > 0 ? `${minutes}m${seconds}s` : `${seconds}s`;
}

function trimmed(value: number, digits: number): string {
  return value.toFixed(digits).replace(/\.?0+$/, "");
}
