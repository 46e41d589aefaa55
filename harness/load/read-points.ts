import { open } from "node:fs/promises";
import { HarnessError } from "../core/failure.ts";
import type { LoadPoint } from "./storm.ts";

/** A line of k6's JSON output, as far as it is read; https://grafana.com/docs/k6/latest/results-output/real-time/json/ */
interface K6Point {
  metric?: unknown;
  type?: unknown;
  data?: { time?: unknown; value?: unknown; tags?: { status?: unknown } };
}

/**
 * The requests and drops in a file of k6's raw points. A request's own point tells when its answer ended.
 * @param toRunMs from milliseconds since the epoch to the run's clock
 */
export async function readPoints(
  file: string,
  toRunMs: (epochMs: number) => number,
): Promise<{ points: LoadPoint[]; droppedAtMs: number[] }> {
  const points: LoadPoint[] = [];
  const droppedAtMs: number[] = [];
  await using opened = await open(file).catch((error: Error) => {
    throw new HarnessError(`k6 wrote no points: ${error.message}`);
  });
  for await (const line of opened.readLines()) {
    const point = parseLine(line);
    if (!point) continue;
    const { metric, time, value, status } = point;
    const tMs = toRunMs(time);
    if (metric === "dropped_iterations") {
      droppedAtMs.push(...Array.from({ length: value }, () => tMs));
    } else if (metric === "http_req_duration") {
      points.push({ atMs: tMs - value, durationMs: value, status });
    }
  }
  points.sort((a, b) => a.atMs - b.atMs);
  droppedAtMs.sort((a, b) => a - b);
  return { points, droppedAtMs };
}

/** Undefined for lines that tell of a metric itself. No error quotes a line: it may hold what is secret. */
function parseLine(line: string) {
  let parsed: K6Point;
  try {
    parsed = JSON.parse(line) as K6Point;
  } catch {
    throw new HarnessError(`k6 wrote a point of ${line.length} characters that is no JSON`);
  }
  if (parsed.type !== "Point") return undefined;
  const { metric, data } = parsed;
  const time = typeof data?.time === "string" ? Date.parse(data.time) : Number.NaN;
  const value = Number(data?.value);
  const status = Number(data?.tags?.status ?? 0);
  if (typeof metric === "string" && [time, value, status].every(Number.isFinite)) {
    return { metric, time, value, status };
  }
  throw new HarnessError(
    `k6 wrote a point of ${String(metric)} without a time, a value or a status`,
  );
}
