/** What stands where nothing was measured: never 0. */
export const absent = "–";

/** Milliseconds as people read them: `850 ms`, `12.3 s`, `2 m 05 s`, `1 h 03 m`. */
export function formatMs(ms: number | null | undefined): string {
  if (ms === null || ms === undefined) return absent;
  if (Math.round(ms) < 1000) return `${Math.round(ms)} ms`;
  if (Math.round(ms / 100) < 600) return `${(ms / 1000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} m ${twoDigits(seconds % 60)} s`;
  const minutes = Math.round(seconds / 60);
  return `${Math.floor(minutes / 60)} h ${twoDigits(minutes % 60)} m`;
}

/** Bytes in binary units: `96.4 MiB`. */
export function formatBytes(bytes: number | null | undefined): string {
  if (bytes === null || bytes === undefined) return absent;
  const units = ["B", "KiB", "MiB", "GiB", "TiB"];
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < units.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || value >= 100 ? 0 : 1;
  return `${value.toFixed(digits)} ${units[unit]}`;
}

/** CPUs: `0.5 CPU`. */
export function formatCpus(cpus: number | null | undefined): string {
  return cpus === null || cpus === undefined ? absent : `${Number(cpus.toFixed(2))} CPU`;
}

export function formatCount(count: number | null | undefined): string {
  return count === null || count === undefined ? absent : String(count);
}

/** A figure in the unit that its metric's name ends with: `latency.ready.p95Ms`, `cpu.source-controller.seconds`. */
export function formatFigure(metric: string, value: number | null | undefined): string {
  if (value === null || value === undefined) return absent;
  if (/Ms$/.test(metric)) return formatMs(value);
  if (/Bytes$/.test(metric)) return formatBytes(value);
  const plain = String(Number(value.toPrecision(4)));
  return /seconds$/i.test(metric) ? `${plain} s` : plain;
}

/** A ratio as a change: `+12.3 %`, `−4.0 %`, from fivefold on `5.2 times`. */
export function formatChange(ratio: number | null, digits = 1): string {
  if (ratio === null) return absent;
  if (ratio >= 5) return `${Number(ratio.toPrecision(2))} times`;
  const percent = ((ratio - 1) * 100).toFixed(digits);
  if (Number(percent) === 0) return `${(0).toFixed(digits)} %`;
  return `${percent.startsWith("-") ? percent.replace("-", "−") : `+${percent}`} %`;
}

function twoDigits(value: number): string {
  return String(value).padStart(2, "0");
}
