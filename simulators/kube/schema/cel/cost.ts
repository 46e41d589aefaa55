/** What an expression may cost by itself, and all rules of one object together: Kubernetes' own limits. */
export const costOfCallMax = 1_000_000;
export const costOfObjectMax = 10_000_000;

/** An expression was ended for what it costs. */
export class CostExceeded extends Error {
  override readonly name = "CostExceeded";

  constructor() {
    super("operation cancelled: actual cost limit exceeded");
  }
}

// Expressions run to their end without a pause, so that one count is enough for all.
let left = Number.POSITIVE_INFINITY;
// Quantifiers go on after an error: a new one, with its stack, for each item would take its time.
const exceeded = new CostExceeded();

/** Counts a part of the expression that is being evaluated. @throws CostExceeded */
export function spend(units: number): void {
  left -= units;
  if (left < 0) throw exceeded;
}

/** Evaluates an expression that may cost so much. @throws CostExceeded, whatever the expression made of it. */
export function withCost<T>(limit: number, evaluate: () => T): { value: T; cost: number } {
  const before = left;
  left = limit;
  try {
    const value = evaluate();
    if (left < 0) throw exceeded;
    return { value, cost: limit - left };
  } catch (error) {
    throw left < 0 ? exceeded : error;
  } finally {
    left = before;
  }
}
