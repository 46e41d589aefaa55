import { randomInt } from "node:crypto";
import { parseDuration } from "../core/duration.ts";
import { UsageError } from "../core/failure.ts";

const largestSeed = 2 ** 32 - 1;

/** The seed of the command line; one is drawn where none is given. */
export function readSeed(text: string | undefined): number {
  if (text === undefined) return randomInt(largestSeed);
  const seed = Number(text);
  if (!/^\d+$/.test(text) || seed > largestSeed) {
    throw new UsageError(`--seed ${text}: expected a whole number from 0 to ${largestSeed}`);
  }
  return seed;
}

/** @throws UsageError for what is no whole number in these bounds */
export function readCount(
  option: string,
  text: string,
  { least = 1, most }: { least?: number; most: number },
): number {
  const count = Number(text);
  if (!/^\d+$/.test(text) || count < least || count > most) {
    throw new UsageError(`${option} ${text}: expected a whole number from ${least} to ${most}`);
  }
  return count;
}

/** Milliseconds that a command may take; undefined for no bound. */
export function readBudget(text: string): number;
export function readBudget(text: string | undefined): number | undefined;
export function readBudget(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const ms = parseDuration(text);
  if (ms !== undefined && ms > 0) return ms;
  throw new UsageError(`--budget ${text}: expected a duration such as 30m or 1h30m`);
}
