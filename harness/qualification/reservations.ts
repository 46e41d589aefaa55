import type { Performance } from "../core/qualification.ts";
import { formatMs } from "../core/quantity.ts";
import type { QualificationState } from "./assemble.ts";
import { fewestUseful } from "./plan-pairs.ts";

/** Why a verdict can't be `qualified` yet, whatever was found; and what there still is to do, if anything. */
export interface Reservations {
  reasons: string[];
  unfinished?: string;
}

export function reservationsOf(request: {
  state: QualificationState;
  performance: Performance;
  budgetMs: number;
  conformanceOnly: boolean;
}): Reservations {
  const { state, performance, budgetMs } = request;
  const { measured, skipped } = state;
  const reasons: string[] = [];
  let unfinished: string | undefined;
  const budget = `the budget of ${formatMs(budgetMs)}`;
  if (state.goesOn) unfinished = "it goes on";
  if (state.ended !== undefined) {
    unfinished = state.ended;
    reasons.push(`it was not finished: ${state.ended}`);
  }
  const isOver = unfinished === undefined;
  if (isOver && skipped.length > 0) {
    const names = skipped.map(({ name }) => name).join(", ");
    const count = skipped.length === 1 ? "1 scenario" : `${skipped.length} scenarios`;
    unfinished = `${count} still to be run`;
    reasons.push(
      `${budget} did not hold the conformance of ${count}: ${names}; a larger --budget with the same --out goes on`,
    );
  }
  if (isOver && request.conformanceOnly) {
    unfinished ??= "pairs of runs are still to be made";
    reasons.push(
      "of performance nothing was asked yet; the same command with its --out and without --conformance-only goes on",
    );
  }
  if (isOver && measured?.ended === "budget") {
    if (performance.looks.length === 0) {
      unfinished ??= "too few pairs";
      reasons.push(tooFewPairs(budget, performance));
    } else if (performance.looks.at(-1)?.undecided) {
      const pairs = performance.looks.at(-1)?.pairs;
      reasons.push(`${budget} ended it after ${pairs} pairs, before all that decides was decided`);
    }
  }
  if (isOver && measured?.ended === "lost") {
    const last = performance.pairs.findLast(({ lost }) => lost !== undefined);
    reasons.push(
      `${last?.scenario}: pair after pair gave no figures, the last (${last?.baseline}) because ${last?.lost}`,
    );
  }
  return { reasons, ...(unfinished === undefined ? {} : { unfinished }) };
}

function tooFewPairs(budget: string, { pairs }: Performance): string {
  const measured = pairs.filter(({ isWarmUp, lost }) => !isWarmUp && lost === undefined);
  const tookMs = pairs.reduce((sum, pair) => sum + (pair.tookMs ?? 0), 0) / pairs.length;
  const one = pairs.length > 0 ? `, and one takes ${formatMs(tookMs)}` : "";
  return `${budget} held ${measured.length} pairs of runs: below ${fewestUseful} of each scenario nothing can be told from chance${one}; a larger --budget with the same --out goes on`;
}
