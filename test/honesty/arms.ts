/** What a comparison on real processes is of: `same`, or what the candidate is made worse by, `GOGC=200`. */
export type Arm = string;

/** The word before the value. */
export function kindOf(arm: Arm): string {
  return arm.split("=")[0] ?? "";
}

/** `GOGC` alone is the garbage collector's pace at twice its usual. */
export function armOf(word: string): Arm {
  return word === "GOGC" ? "GOGC=200" : word;
}

export const isChanged = (arm: Arm) => arm !== "same";

/**
 * By the simulated curve enough to find well over nine of ten changes; of a subject with itself the one by which four
 * of five must be qualified.
 */
export const usualBudgets = { same: "10m", delay: "19m", GOGC: "7m" } as const;

const otherBudget = "30m";

/** What a comparison may take, unless told otherwise. */
export function budgetOf(arm: Arm, told?: string): string {
  const usual: Record<string, string> = usualBudgets;
  return told ?? usual[kindOf(arm)] ?? otherBudget;
}
