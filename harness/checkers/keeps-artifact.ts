import { z } from "zod";
import type { Check } from "../core/scenario.ts";
import { kindSchema } from "../scenario/kinds.ts";
import {
  type CheckerImplementation,
  checkData,
  type Entry,
  entriesOf,
  fail,
  pass,
  unknown,
} from "./checker.ts";
import { findSpan, spanSchema, spanText } from "./span.ts";

const arguments_ = z.strictObject({
  /** Of source; GitRepository by default. */
  kind: kindSchema.optional(),
  name: z.string(),
  during: spanSchema,
});

/** A source keeps the artifact it had when a fault began for as long as the fault lasts. */
export function keepsArtifact(options: z.infer<typeof arguments_>): Check {
  return checkData("keeps-artifact", options);
}

export const keepsArtifactChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { kind = "GitRepository", name, during }) {
    const span = findSpan(history, during);
    if (!span) return unknown(`${spanText(during)} never began`);
    const seen = entriesOf(history, "kube.object").filter(
      (entry) => entry.kind === kind && entry.name === name && entry.seq <= span.to,
    );
    const before = seen.filter(({ seq }) => seq <= span.from).at(-1);
    const revision = before?.state.artifact?.revision;
    if (!before || before.change === "deleted" || !revision)
      return unknown(`${kind} ${name} had no artifact when ${spanText(during)} began`);
    const meanwhile = seen.filter(({ seq }) => seq > span.from);
    const revisionOf = ({ change, state }: Entry<"kube.object">) =>
      change === "deleted" ? undefined : state.artifact?.revision;
    const changed = meanwhile.find((entry) => revisionOf(entry) !== revision);
    return changed
      ? fail(`the artifact became ${revisionOf(changed) ?? "none"}, it was ${revision}`, [
          before,
          changed,
        ])
      : pass(`the artifact stayed ${revision} through ${meanwhile.length} changes of state`, [
          before,
          ...meanwhile.slice(-1),
        ]);
  },
};
