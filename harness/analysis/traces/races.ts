import type { Element } from "./element.ts";
import type { TracedObject } from "./trace.ts";

/** Elements that objects show or don't by chance, the one beside the other in one and the same run. */
export interface RaceRule {
  name: string;
  kind: string;
  of: "condition" | "event";
  reason: string;
  message: RegExp;
  because: string;
}

/** Where a conflict shows: by kind, in what, with which reason. */
const conflictingWrites: [kind: string, of: RaceRule["of"], reason: string][] = [
  ["Kustomization", "condition", "ReconciliationFailed"],
  ["Kustomization", "event", "ReconciliationFailed"],
  ["Kustomization", "event", "Progressing"],
  ["GitRepository", "event", "PatchOperationFailed"],
];

/**
 * Five runs can't tell chance from rule for each of many objects: that all five happen to show something
 * the sixth doesn't is then likely for some object. What these rules take is therefore free for every object of
 * the kind once any baseline shows it for any of them. Kept to what runs were seen to disagree on.
 */
export const raceRules: readonly RaceRule[] = [
  {
    name: "source not there yet",
    kind: "Kustomization",
    of: "condition",
    reason: "ArtifactFailed",
    message: /^Source artifact not found, retrying in /,
    because: "kustomize-controller may look at a new object before or after its source is fetched",
  },
  {
    name: "poll without news",
    kind: "GitRepository",
    of: "event",
    reason: "GitOperationSucceeded",
    // Spelt wrongly up to source-controller 1.8, rightly in 1.9.
    message: /^no changes since last reconcili?ation: /,
    because: "whether a poll falls between two changes depends on when each came",
  },
  {
    name: "garbage collection",
    kind: "GitRepository",
    of: "event",
    reason: "GarbageCollectionSucceeded",
    message: /^garbage collected /,
    because: "whether an artifact is old enough at a look depends on when it looks",
  },
  ...conflictingWrites.map(
    ([kind, of, reason]): RaceRule => ({
      ...{ name: "conflicting write", kind, of, reason },
      message: /Operation cannot be fulfilled on .*: the object has been modified; /,
      because: "which writes conflict is chance, where a fault makes a share of them do so",
    }),
  ),
];

/** The name of the race an element belongs to; undefined for most. */
export function raceOf({ kind }: TracedObject, element: Element): string | undefined {
  if (element.of === "object") return undefined;
  return raceRules.find(
    (rule) =>
      rule.kind === kind &&
      rule.of === element.of &&
      rule.reason === element.reason &&
      rule.message.test(element.message),
  )?.name;
}
