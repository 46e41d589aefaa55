import type { CrdNames } from "../definitions/custom/crd-shape.ts";
import type { Registry } from "./call.ts";
import type { Condition, Crd } from "./crd.ts";
import { timestamp } from "./identity.ts";

/**
 * Which of a definition's names it may have: those no other resource of its group uses. Names once
 * accepted are kept; a definition whose first names are all free is established for good.
 */
export function acceptNames(
  { catalog, clock }: Registry,
  crd: Crd,
): { acceptedNames: CrdNames; conditions: Condition[] } {
  const { group, names } = crd.spec;
  const others = catalog
    .all()
    .filter((each) => each.group === group && each.plural !== names.plural);
  const taken = new Set(others.flatMap((each) => [each.plural, each.singular, ...each.shortNames]));
  const kinds = new Set(others.flatMap((each) => [each.kind, each.listKind]));
  const conflict =
    takenName(names.plural, taken, "Plural") ??
    takenName(names.singular, taken, "Singular") ??
    (names.shortNames ?? []).map((each) => takenName(each, taken, "ShortNames")).find(Boolean) ??
    takenName(names.kind, kinds, "Kind") ??
    takenName(names.listKind, kinds, "ListKind");
  const now = timestamp(clock);
  let conditions = crd.status?.conditions ?? [];
  const set = (type: string, status: "True" | "False", reason: string, message: string) => {
    const before = conditions.find((each) => each.type === type);
    if (before?.status === status && before.reason === reason && before.message === message) return;
    const lastTransitionTime = before?.status === status ? before.lastTransitionTime : now;
    const condition: Condition = { type, status, lastTransitionTime, reason, message };
    conditions = before
      ? conditions.map((each) => (each === before ? condition : each))
      : [...conditions, condition];
  };
  if (conflict) set("NamesAccepted", "False", conflict.reason, conflict.message);
  else set("NamesAccepted", "True", "NoConflicts", "no conflicts found");
  const established = conditions.some(
    ({ type, status }) => type === "Established" && status === "True",
  );
  if (!established && conflict) {
    set("Established", "False", "NotAccepted", "not all names are accepted");
  } else if (!established) {
    set("Established", "True", "InitialNamesAccepted", "the initial names have been accepted");
  }
  const acceptedNames = conflict ? (crd.status?.acceptedNames ?? { plural: "", kind: "" }) : names;
  return { acceptedNames, conditions };
}

function takenName(name: string | undefined, taken: Set<string>, what: string) {
  if (!name || !taken.has(name)) return undefined;
  return { reason: `${what}Conflict`, message: `${JSON.stringify(name)} is already in use` };
}
