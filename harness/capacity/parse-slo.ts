import type { Slo } from "../core/capacity.ts";
import { parseDuration } from "../core/duration.ts";
import { UsageError } from "../core/failure.ts";
import { type Stage, stages } from "../core/metrics.ts";

const shares: Record<string, number> = { p50: 0.5, p95: 0.95, p99: 0.99 };

const example = "expected one such as 'p99 commit-to-ready <= 2m'";

/** Reads `p99 commit-to-ready <= 2m`. @throws UsageError that names the part and what it may be. */
export function parseSlo(text: string): Slo {
  const refuse = (what: string) => new UsageError(`--slo ${JSON.stringify(text)}: ${what}`);
  const parts = /^\s*(\S+)\s+commit-to-(\S+?)\s*(<=|≤)\s*(\S+)\s*$/.exec(text);
  if (!parts) throw refuse(example);
  const [, percentile = "", stageName = "", , limit = ""] = parts;
  const share = Object.hasOwn(shares, percentile) ? shares[percentile] : undefined;
  if (share === undefined) {
    throw refuse(
      `the percentile is ${percentile}, expected one of: ${Object.keys(shares).join(", ")}`,
    );
  }
  const stage = stages.find((each) => each === stageName);
  if (!stage) throw refuse(`the stage is ${stageName}, expected one of: ${stages.join(", ")}`);
  const withinMs = parseDuration(limit);
  if (!withinMs || !Number.isFinite(withinMs)) {
    throw refuse(`the limit is ${limit}, expected a duration above zero such as 90s or 2m`);
  }
  return { text: sloText({ percentile, stage, limit }), share, stage, withinMs };
}

function sloText(of: { percentile: string; stage: Stage; limit: string }): string {
  return `${of.percentile} commit-to-${of.stage} <= ${of.limit}`;
}
