import { median } from "../analysis/median.ts";
import { alignMetrics } from "../analysis/qualification/align.ts";
import type { MetricRule, Qualification } from "../core/qualification.ts";
import { formatMs } from "../core/quantity.ts";
import type { Progress } from "../subjects/subject.ts";
import type { MeasuredPairs, MeasurePairs } from "./measure-pairs.ts";
import type { Budget } from "./plan-pairs.ts";

type Line = ReturnType<Progress["begin"]>;

/** A line for each pair that is made now: how the sides compare so far, and what is left to do. */
export function tellPairs(request: {
  progress: Progress;
  budget: Budget;
  rules: readonly MetricRule[];
  before?: Qualification | undefined;
}): Pick<MeasurePairs, "onBegin" | "onPhase" | "onPair"> {
  let line: Line | undefined;
  return {
    onBegin(pair, { performance }) {
      const of = performance.planned === undefined ? "" : `, ${performance.planned} planned`;
      const what = pair.isWarmUp ? "to warm up" : `${pair.first} first`;
      line = request.progress.begin(`[pair ${pair.index}${of}] ${pair.scenario}, ${what}`);
    },
    onPhase: (_pair, side, phase) => line?.update(`${side}: ${phase}`),
    onPair(pair, measured) {
      line?.end(pair.lost === undefined ? soFar(request, measured) : `lost: ${pair.lost}`);
      line = undefined;
    },
  };
}

function soFar(
  { budget, rules }: { budget: Budget; rules: readonly MetricRule[] },
  { figures, performance, remainingMs }: MeasuredPairs,
): string {
  const used = `${formatMs(budget.elapsedMs())} of ${formatMs(budget.totalMs)}`;
  const left = remainingMs > 0 ? `, at most ${formatMs(remainingMs)} to go` : "";
  const last = performance.looks.at(-1);
  const decided = last ? `, ${last.decided} of ${last.decided + last.undecided} decided` : "";
  return `${headline(figures, rules)}${decided}, ${used}${left}`;
}

/** The median ratio of the first latency that decides, as it stands: no judgement. */
function headline(figures: MeasuredPairs["figures"], rules: readonly MetricRule[]): string {
  const aligned = alignMetrics(figures, rules);
  const metric = aligned.find(
    ({ metric: name, rule, scale, steps }) =>
      rule.decides && name.startsWith("latency.") && scale === "ratio" && steps.length > 0,
  );
  if (!metric) return "no figures yet";
  return `${metric.metric} × ${Math.exp(median(metric.steps)).toFixed(3)}`;
}
