import { defaultRules } from "../../harness/analysis/qualification/default-rules.ts";
import { judgeLook, type Look } from "../../harness/analysis/qualification/judge-look.ts";
import { conclude, performanceReasons } from "../../harness/analysis/qualification/reasons.ts";
import { planLooks } from "../../harness/analysis/qualification/spend-error.ts";
import type { MetricVerdict, QualificationVerdict } from "../../harness/core/qualification.ts";
import { seededRandom } from "../../simulators/support/random.ts";
import { noise } from "./noise.ts";
import { type Change, simulatePairs } from "./simulate-pairs.ts";

export const nothing: Change = { name: "nothing", factorOf: () => 1 };
/** Each change takes a tenth longer to reach any stage. */
export const latency: Change = {
  name: "latency +10 %",
  factorOf: (metric) => (/^latency\..*Ms$/.test(metric) ? 1.1 : 1),
};
/** The heap of one controller; its resident memory is to two thirds text of the binary. */
export const memory: Change = {
  name: "memory of source-controller +15 %",
  factorOf: (metric) =>
    /^memory\.source-controller\.(workingSet|anon)Peak/.test(metric)
      ? 1.15
      : metric === "memory.source-controller.rssPeakBytes"
        ? 1.05
        : 1,
};

export interface Simulated {
  verdict: QualificationVerdict;
  /** Pairs that were made until the verdict. */
  pairs: number;
  verdicts: Record<string, MetricVerdict>;
}

/** A whole comparison as `fluxproof qualify` makes it, on simulated figures. */
export function simulate(request: { change: Change; planned: number; seed: string }): Simulated {
  const { change, planned, seed } = request;
  const random = seededRandom(seed);
  const pairs = simulatePairs({ noise, change, count: planned, random: random.fork("pairs") });
  const earlier: Look[] = [];
  for (const count of planLooks(planned)) {
    const look = judgeLook({
      pairs: pairs.slice(0, count),
      rules: defaultRules,
      planned,
      isLast: count === planned,
      earlier,
      random: random.fork("judge"),
      flips: 2048,
    });
    earlier.push(look);
    if (look.stop) break;
  }
  const last = earlier.at(-1);
  const metrics = last?.metrics ?? [];
  return {
    verdict: conclude(performanceReasons(metrics)).verdict,
    pairs: last?.pairs ?? 0,
    verdicts: Object.fromEntries(metrics.map(({ metric, verdict }) => [metric, verdict])),
  };
}
