import type { CapacityQuestion, Refusal } from "../core/capacity.ts";
import { formatMs } from "../core/quantity.ts";
import type { Assessment } from "./candidate.ts";
import type { SourceAssessment } from "./source-controller.ts";

/** Why no choice holds: the constraint that the best of them breaks, and what would be possible. */
export function refuseWithoutPlan(request: {
  question: CapacityQuestion;
  /** At the shortest interval. */
  assessed: readonly Assessment[];
  sources: readonly SourceAssessment[];
}): Refusal[] {
  const { question, assessed, sources } = request;
  const refusals: Refusal[] = [];
  const holds = assessed.some(({ verdict }) => verdict === "holds");
  if (!holds) refusals.push(refuseKustomize(question, assessed));
  if (!sources.some(({ verdict }) => verdict === "holds")) {
    const last = sources.at(-1);
    refusals.push({
      kind: "out-of-range",
      because: `${last?.because} (${last?.instances} instances, the most that is predicted)`,
    });
  }
  return refusals;
}

function refuseKustomize(question: CapacityQuestion, assessed: readonly Assessment[]): Refusal {
  const instancesMost = Math.max(...assessed.map(({ choice }) => choice.instances));
  const most = `${instancesMost} instances, the most that is predicted`;
  const slow = assessed
    .filter(({ verdict }) => verdict === "too-slow")
    .sort((a, b) => (a.latencyMs?.high ?? Infinity) - (b.latencyMs?.high ?? Infinity))[0];
  if (slow?.latencyMs && slow.parts) {
    const { choice, parts, latencyMs } = slow;
    const instead = `a limit above ${formatMs(latencyMs.high)}, with ${choice.instances} × ${choice.concurrency} workers and a poll every ${formatMs(choice.sourceIntervalMs)}`;
    const floor = parts.pollMs.high + parts.fixedMs.value;
    return floor > question.slo.withinMs
      ? {
          kind: "impossible",
          because: `${question.slo.text}: ${formatMs(floor)} pass before the first Kustomization is reconciled, however many instances there are`,
          instead,
        }
      : {
          kind: "out-of-range",
          because: `${question.slo.text}: with ${most}, ${slow.because}`,
          instead,
        };
  }
  const last = assessed.filter(({ choice }) => choice.instances === instancesMost);
  const worst = last.find(({ verdict }) => verdict !== "out-of-range") ?? last[0];
  return { kind: "out-of-range", because: `with ${most}: ${worst?.because}` };
}
