import { UsageError } from "../core/failure.ts";

/** What a step is told that names a controller there is none of. */
export function noController(name: string, there: readonly string[]): UsageError {
  return new UsageError(`controller ${JSON.stringify(name)}: expected one of: ${there.join(", ")}`);
}

/** What a step is told that would end a controller which was taken away. */
export function wasScaledDown(name: string): UsageError {
  return new UsageError(`${name} can't be ended: it was scaled to 0 before`);
}

/** What a step is told that would freeze or thaw a controller between two lives. */
export function doesNotRun(name: string): UsageError {
  return new UsageError(`${name} can't be frozen or thawed: it doesn't run`);
}
