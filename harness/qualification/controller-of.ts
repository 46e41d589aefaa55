import type { HistoryEntry } from "../core/history.ts";
import type { Check } from "../core/scenario.ts";
import { type FollowableKind, followableKinds } from "../scenario/kinds.ts";

/** Which controller acts on a kind; null for what users have applied, which several may have a hand in. */
export function controllerOfKind(kind: string): string | null {
  const kinds: readonly FollowableKind[] = followableKinds;
  return kinds.find((known) => known.kind === kind)?.controller ?? null;
}

/** Who reported an Event of this reason about such an object. */
export function reporterOf(
  histories: Iterable<readonly HistoryEntry[]>,
  event: { kind: string; reason: string },
): string | null {
  for (const history of histories) {
    for (const entry of history) {
      if (entry.type !== "kube.event" || entry.involved.kind !== event.kind) continue;
      if (entry.reason === event.reason) return entry.reporter;
    }
  }
  return null;
}

/** The controller a check or what it concluded names, if it is one alone. */
export function controllerOfCheck(check: Check | undefined, because: string): string | null {
  const named = [check?.with?.controller, check?.with?.process].find(
    (value) => typeof value === "string",
  );
  if (named !== undefined) return instanceOf(named);
  const kind = check?.with?.kind;
  if (typeof kind === "string" && controllerOfKind(kind) !== null) return controllerOfKind(kind);
  const found = new Set(because.match(controllerName)?.map(instanceOf));
  return found.size === 1 ? ([...found][0] ?? null) : null;
}

const controllerName =
  /\b(?:source|kustomize|helm|notification|image-reflector|image-automation)-controller\b/g;

/** The controller that a process is an instance of: a shard's is its controller's. */
export function instanceOf(process: string): string {
  return process.match(controllerName)?.[0] ?? process;
}
