import type { Call } from "./call.ts";
import type { DeleteOptions } from "./delete-options.ts";

/** Kinds that leave what they own behind unless told, as they always have. */
const orphans = ["replicationcontrollers.", "jobs.batch"];

/** What a deletion does to what the object owns, where it doesn't say. */
export function withDefault(
  options: DeleteOptions,
  { definition }: Call["target"],
  finalizers: readonly string[] = [],
): DeleteOptions {
  const decided = finalizers.some((each) => each === "orphan" || each === "foregroundDeletion");
  if (definition.plural === "events" && !definition.custom) return collectsNothing(options);
  if (options.propagationPolicy !== undefined || decided) return options;
  if (!orphans.includes(`${definition.plural}.${definition.group}`)) return options;
  return { ...options, propagationPolicy: "Orphan" };
}

/** Events own nothing: what is to come of it is not asked. */
function collectsNothing({ propagationPolicy, ...options }: DeleteOptions): DeleteOptions {
  return options;
}

/** The finalizers that carry out what a deletion asked for. */
export function finalizersFor(
  before: readonly string[],
  { propagationPolicy }: DeleteOptions,
): string[] {
  if (propagationPolicy === undefined) return [...before];
  const others = before.filter((each) => each !== "orphan" && each !== "foregroundDeletion");
  if (propagationPolicy === "Orphan") return [...others, "orphan"];
  return propagationPolicy === "Foreground" ? [...others, "foregroundDeletion"] : others;
}

/** Jobs leave their Pods behind, which few know. */
export function warnOfOrphans({ target, warnings }: Call, { given }: DeleteOptions): void {
  const { propagationPolicy, orphanDependents } = given;
  const told = [propagationPolicy, orphanDependents].some((each) => each !== undefined);
  if (told || target.definition.kind !== "Job" || target.definition.group !== "batch") return;
  warnings.push(
    "child pods are preserved by default when jobs are deleted; set propagationPolicy=Background " +
      "to remove them or set propagationPolicy=Orphan to suppress this warning",
  );
}
