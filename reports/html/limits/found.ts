import type { LimitProbe, SmallestLimit } from "../../../harness/core/limits.ts";
import { formatBytes } from "../../quantity.ts";

/** How a run under a limit ended, as the page tells it. */
export type ProbeEnd = "survived" | "killed" | "exited" | "ended" | "failed";

/** `ended` is of documents that don't tell a kill from an exit. */
export function probeEnd({ survived, isCertain, endedBy }: LimitProbe): ProbeEnd {
  if (survived) return "survived";
  if (endedBy === "kill") return "killed";
  if (endedBy === "exit") return "exited";
  return isCertain ? "ended" : "failed";
}

export const probeWords: Record<ProbeEnd, { sign: string; text: string; outcome: string }> = {
  survived: { sign: "✓", text: "survived", outcome: "pass" },
  killed: { sign: "✗", text: "OOM-killed", outcome: "fail" },
  exited: { sign: "✗", text: "exited", outcome: "fail" },
  ended: { sign: "✗", text: "killed or exited", outcome: "fail" },
  failed: { sign: "▲", text: "did not work", outcome: "unknown" },
};

/** What a search came to, in words. */
export interface Found {
  outcome: "pass" | "fail" | "unknown";
  text: string;
}

export function foundOf(search: SmallestLimit): Found {
  const { survivesAtBytes: survives, failsAtBytes: fails, fromBytes, toBytes, unfinished } = search;
  const size = survives === null ? "" : formatBytes(survives);
  if (unfinished !== undefined) {
    const soFar = survives === null ? "nothing survived yet" : `${size} survives, less may, too`;
    return { outcome: "unknown", text: `not settled: ${soFar}` };
  }
  if (survives === null) {
    // A search that goes on was stored between two of its probes.
    if (fails === null) return { outcome: "unknown", text: "not settled" };
    return { outcome: "fail", text: `nothing up to ${formatBytes(toBytes)} is enough` };
  }
  const text =
    fails === null
      ? `${size} survives, and nothing down to ${formatBytes(fromBytes)} fails`
      : `${size} survives, ${formatBytes(fails)} does not`;
  return { outcome: "pass", text };
}

/** The largest seen while the controller survived: with a smaller limit it might have been larger. */
export function peakOf(
  { probes }: SmallestLimit,
  figure: "residentPeakBytes" | "workingSetPeakBytes",
): number | null {
  const peaks = probes.flatMap((probe) => (probe.survived ? (probe[figure] ?? []) : []));
  return peaks.length === 0 ? null : Math.max(...peaks);
}
