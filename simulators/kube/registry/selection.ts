import type { ApiObject } from "../model/api-object.ts";
import type { Call } from "./call.ts";
import { parseFieldSelector } from "./field-selector.ts";
import { parseLabelSelector } from "./label-selector.ts";

/** Which objects of a namespace a list, watch or collection deletion is about. */
export interface Selection {
  (object: ApiObject): boolean;
  /** No selector was given. */
  everything: boolean;
}

export function selection({ target, query }: Call): Selection {
  const { name, namespace } = target;
  const labels = parseLabelSelector(query.get("labelSelector") ?? "");
  const fields = parseFieldSelector(query.get("fieldSelector") ?? "", target);
  const selects = (object: ApiObject) =>
    (namespace === undefined || object.metadata.namespace === namespace) &&
    (name === undefined || object.metadata.name === name) &&
    (labels?.(object.metadata.labels) ?? true) &&
    (fields?.(object) ?? true);
  return Object.assign(selects, { everything: !labels && !fields && name === undefined });
}
