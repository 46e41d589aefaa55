import { type MeasurePace, paceBetween } from "./machine-pace.ts";

/** Measures the machine's pace around runs that follow one another: what comes after one comes before the next. */
export function aroundRuns(measure: MeasurePace | undefined) {
  let beforeMs: number | undefined;
  return {
    async begin(): Promise<void> {
      if (measure) beforeMs ??= (await measure()).paceMs;
    },
    /** Undefined where none is measured. */
    async end(): Promise<number | undefined> {
      if (!measure || beforeMs === undefined) return undefined;
      const { paceMs: afterMs } = await measure();
      const pace = paceBetween(beforeMs, afterMs);
      beforeMs = afterMs;
      return pace;
    },
  };
}
