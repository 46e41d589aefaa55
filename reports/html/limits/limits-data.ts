import type { Limits, SmallestLimit } from "../../../harness/core/limits.ts";
import { type ProbeEnd, peakOf, probeEnd } from "./found.ts";

/** What the page's script draws from: a plot a controller, a row a load. */
export interface LimitsData {
  controllers: DrawnSearch[][];
}

export interface DrawnSearch {
  label: string;
  failsAtBytes: number | null;
  survivesAtBytes: number | null;
  workingSetPeakBytes: number | null;
  /** In the order of their limits. */
  probes: { limitBytes: number; seed: number; end: ProbeEnd; because: string }[];
}

/** Searches of each controller together, in the order of the document. */
export function byController({ searches }: Limits): SmallestLimit[][] {
  return [...Map.groupBy(searches, ({ controller }) => controller).values()];
}

export function limitsData(limits: Limits): LimitsData {
  return { controllers: byController(limits).map((searches) => searches.map(drawnSearch)) };
}

function drawnSearch(search: SmallestLimit): DrawnSearch {
  const { load, failsAtBytes, survivesAtBytes, probes } = search;
  return {
    ...{ label: loadText(load), failsAtBytes, survivesAtBytes },
    workingSetPeakBytes: peakOf(search, "workingSetPeakBytes"),
    probes: probes
      .map((probe) => {
        const { limitBytes, seed, because } = probe;
        return { limitBytes, seed, end: probeEnd(probe), because };
      })
      .sort((a, b) => a.limitBytes - b.limitBytes),
  };
}

export function loadText(load: SmallestLimit["load"]): string {
  return load === "idle" ? "idle" : "under load";
}
