import { z } from "zod";
import type { Check } from "../core/scenario.ts";
import { kindSchema } from "../scenario/kinds.ts";
import {
  type CheckerImplementation,
  checkData,
  entriesOf,
  fail,
  neverCame,
  pass,
  unknown,
} from "./checker.ts";

const arguments_ = z.strictObject({ kind: kindSchema, name: z.string() });

/** An object outlives the commit that dropped it, and the reconciliation of that commit. */
export function spares(options: z.infer<typeof arguments_>): Check {
  return checkData("spares", options);
}

export const sparesChecker: CheckerImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  check(history, { kind, name }) {
    const seen = entriesOf(history, "kube.object").filter(
      (entry) => entry.kind === kind && entry.name === name,
    );
    const last = seen.at(-1);
    if (!last) return neverCame(history, `${kind} ${name} was never there`);
    const gone = seen.find(({ change }) => change === "deleted");
    if (gone) return fail(`${kind} ${name} was deleted`, [gone]);
    // Whoever took the object over may have taken the owner's labels away.
    const owner = seen.findLast(({ state }) => state.owner !== undefined)?.state.owner;
    const full = `${last.namespace}/${name}`;
    const drop = entriesOf(history, "git.commit").find(({ drops }) =>
      drops.includes(kind === "ConfigMap" ? full : `${kind} ${full}`),
    );
    if (!drop) return unknown(`no commit dropped ${kind} ${name}`, [last]);
    const applied = entriesOf(history, "kube.object").find(
      ({ kind: of, namespace, name: by, state, seq }) =>
        seq > drop.seq &&
        of === "Kustomization" &&
        `${namespace}/${by}` === owner &&
        state.applied?.endsWith(`:${drop.commit}`),
    );
    return applied
      ? pass(`${kind} ${name} is still there after the commit that dropped it was applied`, [
          drop,
          applied,
        ])
      : neverCame(history, `the commit that dropped ${kind} ${name} was never applied`, [drop]);
  },
};
