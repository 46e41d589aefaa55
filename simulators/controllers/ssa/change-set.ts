import type { ApiObject } from "../runtime/controller-api.ts";
import { idOf, type ObjectId, subjectOf, versionOf } from "./object-id.ts";

export type Action = "created" | "configured" | "unchanged" | "deleted" | "skipped" | "unknown";

/** What became of one object. */
export interface ChangeEntry {
  id: ObjectId;
  /** `v1` */
  version: string;
  action: Action;
}

export function entryOf(object: ApiObject, action: Action): ChangeEntry {
  return { id: idOf(object), version: versionOf(object.apiVersion), action };
}

/** `ConfigMap/default/name created`, a line each. */
export function changeLog(entries: readonly ChangeEntry[]): string {
  return entries.map(({ id, action }) => `${subjectOf(id)} ${action}`).join("\n");
}

export function isChange({ action }: ChangeEntry): boolean {
  return action !== "skipped" && action !== "unchanged";
}
