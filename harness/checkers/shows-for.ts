import { z } from "zod";
import { findCondition } from "../analysis/condition.ts";
import { parseDuration } from "../core/duration.ts";
import type { HistoryEntry } from "../core/history.ts";
import { formatMs } from "../core/quantity.ts";
import type { Check } from "../core/scenario.ts";
import { conditionFields } from "../scenario/condition-fields.ts";
import { durationSchema } from "../scenario/schema.ts";
import {
  type CheckerImplementation,
  checkData,
  type Entry,
  entriesOf,
  fail,
  neverCame,
  pass,
} from "./checker.ts";
import { latestMs } from "./span.ts";

const arguments_ = z.strictObject({
  ...conditionFields,
  min: durationSchema,
  max: durationSchema,
});

/**
 * Each time an object shows a condition it does so for at least and at most so long: how long a controller
 * waits before it tries again, where every try shows.
 */
export function showsFor(options: z.infer<typeof arguments_>): Check {
  return checkData("shows-for", options);
}

export const showsForChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { min, max, ...wanted }) {
    const [minMs, maxMs] = [parseDuration(min) ?? 0, parseDuration(max) ?? 0];
    const what = `${wanted.kind} ${wanted.name} showed ${[wanted.type ?? "Ready", wanted.status].join("=")}${wanted.reason ? ` ${wanted.reason}` : ""}`;
    const spells = spellsOf(history, wanted);
    // One that lasts to the history's end can only be too long.
    const wrong = spells.find(({ ms, last }) => ms > maxMs || (last !== undefined && ms < minMs));
    if (wrong) {
      const { ms, first, last } = wrong;
      const limit = ms > maxMs ? `longer than ${max}` : `shorter than ${min}`;
      return fail(`${what} for ${formatMs(ms)}, ${limit}`, last ? [first, last] : [first]);
    }
    const ended = spells.filter(({ last }) => last !== undefined);
    if (ended.length === 0) {
      const spell = spells[0];
      return spell
        ? neverCame(history, `${what} and nothing after it`, [spell.first])
        : neverCame(history, what.replace(" showed ", " never showed "));
    }
    const times = ended.map(({ ms }) => formatMs(ms)).join(", ");
    return pass(
      `${what} for ${times}, between ${min} and ${max}`,
      ended.flatMap(({ first, last }) => (last ? [first, last] : [first])),
    );
  },
};

interface Spell {
  first: Entry<"kube.object">;
  /** What ended it; undefined while it lasts. */
  last: Entry<"kube.object"> | undefined;
  ms: number;
}

function spellsOf(
  history: readonly HistoryEntry[],
  { kind, name, type = "Ready", status, reason }: Omit<z.infer<typeof arguments_>, "min" | "max">,
): Spell[] {
  const spells: Spell[] = [];
  let first: Entry<"kube.object"> | undefined;
  for (const entry of entriesOf(history, "kube.object")) {
    if (entry.kind !== kind || entry.name !== name) continue;
    const shown =
      entry.change !== "deleted" &&
      findCondition(entry.state, { type, status, reason }, () => true) !== undefined;
    if (shown) first ??= entry;
    else if (first) {
      spells.push({ first, last: entry, ms: entry.tMs - first.tMs });
      first = undefined;
    }
  }
  if (first) spells.push({ first, last: undefined, ms: latestMs(history) - first.tMs });
  return spells;
}
