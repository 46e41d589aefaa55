import type { FieldError } from "../../model/api-error.ts";
import { forbidden } from "../../model/findings.ts";

/** The most that one rule may cost by the estimate, and all of a schema together. */
const ruleCostMax = 10_000_000n;
const schemaCostMax = 100_000_000n;
const most = 2n ** 64n - 1n;

/** Adds up what the rules of a schema may cost. */
export interface RuleCosts {
  /** What is wrong with the cost of one, times as often as it may be evaluated. */
  note(field: string, costMax: bigint, what: string): FieldError[];
  /** What is wrong with that of all together. */
  total(at: string): FieldError[];
}

export function createRuleCosts(): RuleCosts {
  let sum = 0n;
  const expensive: { field: string; cost: bigint }[] = [];
  return {
    note(field, cost, what) {
      sum = sum + cost > most ? most : sum + cost;
      if (cost >= schemaCostMax / 100n) expensive.push({ field, cost });
      return cost > ruleCostMax ? [forbidden(field, overBudget(what, cost, ruleCostMax))] : [];
    },
    total(at) {
      if (sum <= schemaCostMax) return [];
      const why =
        "contributed to estimated rule cost total exceeding cost limit for entire OpenAPIv3 schema";
      const first = expensive.sort((a, b) => Number(b.cost - a.cost)).slice(0, 4);
      const what = "x-kubernetes-validations estimated rule cost total for entire OpenAPIv3 schema";
      return [
        ...first.map(({ field }) => forbidden(field, why)),
        forbidden(at, overBudget(what, sum, schemaCostMax)),
      ];
    },
  };
}

export function timesOften(cost: bigint, count: bigint): bigint {
  const product = cost * count;
  return product > most ? most : product;
}

function overBudget(what: string, cost: bigint, limit: bigint): string {
  const factor = Number(cost) / Number(limit);
  let told = `${factor.toFixed(1)}x`;
  if (factor > 100) told = "more than 100x";
  else if (factor < 1.5) told = `${factor.toFixed(6)}x`;
  return (
    `${what} exceeds budget by factor of ${told} (try simplifying the rule, or adding maxItems, ` +
    "maxProperties, and maxLength where arrays, maps, and strings are declared)"
  );
}
