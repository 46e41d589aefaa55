import type { Clock } from "../core/clock.ts";
import { formatMs } from "../core/quantity.ts";
import type { SweptPoint } from "../core/sweep.ts";
import type { Environment } from "../environments/environment.ts";
import { deadlineSignal } from "./deadline.ts";
import { estimateMs, weightOf } from "./estimate.ts";
import { leastDurationMs } from "./least-duration.ts";
import type { SweepPoint } from "./points.ts";

export interface Budgeted {
  points: readonly SweepPoint[];
  environment: Environment;
  budgetMs?: number | undefined;
  clock: Clock;
  signal: AbortSignal;
  onTooLittle?(text: string): void;
}

/** Minds what is left of the time; `points` are seen as they are. */
export function startBudget(request: Budgeted, points: readonly SweptPoint[]) {
  const { clock, budgetMs, environment } = request;
  const deadlineMs = clock.nowMs() + (budgetMs ?? Infinity);
  const weights = request.points.map(({ scenario }) => weightOf(scenario));
  // In virtual time waits cost nothing.
  const least = request.points.map(({ scenario }) =>
    environment.time ? 0 : leastDurationMs(scenario.drive),
  );
  let isTold = false;
  const estimate = (indices: number[]): number | undefined => {
    const made = points.flatMap(({ tookMs }, index) =>
      tookMs === null ? [] : [{ weight: weights[index] ?? 0, tookMs }],
    );
    return estimateMs(
      made,
      indices.map((index) => weights[index] ?? 0),
    );
  };
  const waitingOnes = () =>
    points.flatMap(({ state }, index) => (state === "waiting" ? [index] : []));
  const budgetText = () => `the budget is ${formatMs(budgetMs ?? 0)}`;
  const tell = (leftMs: number) => {
    const ahead = waitingOnes();
    const leastMs = ahead.reduce((sum, index) => sum + (least[index] ?? 0), 0);
    const neededMs = Math.max(leastMs, estimate(ahead) ?? 0);
    if (isTold || neededMs <= leftMs) return;
    isTold = true;
    const why =
      leastMs === neededMs ? "by the waits in their steps alone" : "by what the others took";
    request.onTooLittle?.(
      `${ahead.length} runs are ahead that take about ${formatMs(neededMs)}, ${why}; ${formatMs(leftMs)} are left of ${formatMs(budgetMs ?? 0)}: what is run until then is kept`,
    );
  };
  const exhausted = `${budgetText()}, and it is used up`;
  return {
    exhausted,
    /** Why a run should not be begun. */
    refuses(index: number): string | undefined {
      const leftMs = deadlineMs - clock.nowMs();
      tell(leftMs);
      const neededMs = Math.max(least[index] ?? 0, estimate([index]) ?? 0);
      if (neededMs <= leftMs) return undefined;
      return `${budgetText()}: the next of ${waitingOnes().length} runs takes about ${formatMs(neededMs)}, and ${formatMs(Math.max(0, leftMs))} are left`;
    },
    /** Aborted with the caller's, or when the time is up. */
    signal: () => deadlineSignal({ clock, deadlineMs, reason: exhausted, signal: request.signal }),
    remaining(): string {
      const ahead = waitingOnes();
      const ms = estimate(ahead);
      return ahead.length === 0 || ms === undefined
        ? ""
        : `, ${ahead.length} more in about ${formatMs(ms)}`;
    },
  };
}
