import type { ApiObject } from "../../model/api-object.ts";
import { part } from "./fields.ts";

/**
 * Marks an object that was sent with an empty list of webhooks: what is written has no list, but to the
 * real server it's another one than none, which counts as a change.
 */
export const emptiedList = Symbol("emptied list");

/** Marks one whose template was sent with labels that are none: messages tell these from absent ones. */
export const emptiedLabels = Symbol("emptied labels");

/** Takes an object's marks over to a copy of it. */
export function keepMarks(from: ApiObject, to: ApiObject): void {
  for (const mark of [emptiedList, emptiedLabels])
    if (Object.hasOwn(from, mark)) Object.assign(to, { [mark]: true });
}

/** Marks an object by what was sent of it. */
export function noteEmptied(object: ApiObject, sent: ApiObject): void {
  const { webhooks } = sent;
  if (Array.isArray(webhooks) && webhooks.length === 0)
    Object.assign(object, { [emptiedList]: true });
  const labels = part(part(part(sent.spec, "template"), "metadata"), "labels");
  if (labels && Object.keys(labels).length === 0) Object.assign(object, { [emptiedLabels]: true });
}
