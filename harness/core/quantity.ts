/** What stands where nothing was measured: never 0. */
export const absent = "–";

/**
 * Milliseconds as people read them: `850 ms`, `90.3 s`, `2 m 05 s`, `1 h 03 m`. Tenths up to two minutes: a verdict
 * tells a figure beside its limit, and most limits are that short.
 */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return absent;
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (Math.round(ms / 100) < 1200) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} m`;
}

/** Bytes in binary units, near enough to be told from a limit beside them: `256.4 MiB`, `1.25 GiB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return absent;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 ? 0 : unit >= 3 && value < 10 ? 2 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
