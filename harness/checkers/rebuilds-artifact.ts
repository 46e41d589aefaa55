import { z } from "zod";
import type { Check } from "../core/scenario.ts";
import { kindSchema } from "../scenario/kinds.ts";
import {
  type CheckerImplementation,
  checkData,
  type Entry,
  entriesOf,
  fail,
  neverCame,
  pass,
  unknown,
} from "./checker.ts";

const arguments_ = z.strictObject({ kind: kindSchema, name: z.string() });

/** A source loses its artifact and has it again, of the same revision with the same digest. */
export function rebuildsArtifact(options: z.infer<typeof arguments_>): Check {
  return checkData("rebuilds-artifact", options);
}

export const rebuildsArtifactChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { kind, name }) {
    const seen = entriesOf(history, "kube.object").filter(
      (entry) => entry.kind === kind && entry.name === name && entry.change !== "deleted",
    );
    const had = seen.findIndex(({ state }) => state.artifact);
    if (had < 0) return unknown(`${kind} ${name} never had an artifact`);
    const lost = seen.findIndex(({ state }, index) => index > had && !state.artifact);
    const before = seen[lost - 1];
    const loss = seen[lost];
    if (!before?.state.artifact || !loss)
      return neverCame(history, `${kind} ${name} never lost its artifact`, seen.slice(-1));
    const after = seen.slice(lost).find(({ state }) => state.artifact);
    if (!after?.state.artifact)
      return neverCame(history, `the artifact of ${kind} ${name} was not built again`, [loss]);
    const evidence = [before, loss, after];
    return textOf(after) === textOf(before)
      ? pass(`the artifact of ${kind} ${name} was built again: ${textOf(after)}`, evidence)
      : fail(
          `the artifact of ${kind} ${name} was ${textOf(before)} and became ${textOf(after)}`,
          evidence,
        );
  },
};

function textOf({ state }: Entry<"kube.object">): string {
  const { revision, digest } = state.artifact ?? {};
  return `${revision} ${digest ?? "without a digest"}`;
}
