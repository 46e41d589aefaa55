import { absent, formatBytes, formatMs } from "../harness/core/quantity.ts";

export { absent, formatBytes, formatMs };

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
