import type { Condition, ObjectState } from "../core/history.ts";

/** What is looked for in a condition; absent parts fit all. */
export interface WantedCondition {
  type: string;
  status: string;
  reason?: string | undefined;
}

/** The condition of an object that is as wanted, with a message that fits. */
export function findCondition(
  state: ObjectState | undefined,
  { type, status, reason }: WantedCondition,
  fits: (message: string) => boolean,
): Condition | undefined {
  return state?.conditions?.find(
    (condition) =>
      condition.type === type &&
      condition.status === status &&
      (reason === undefined || condition.reason === reason) &&
      fits(condition.message),
  );
}
