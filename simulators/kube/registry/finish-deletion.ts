import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import { isNamespace, namespaceFinalizers } from "./namespaces.ts";

/** Whether nothing holds an object that is to go any more. */
export function finishDeletion(definition: ResourceDefinition, object: ApiObject): boolean {
  const { deletionTimestamp, deletionGracePeriodSeconds = 0, finalizers = [] } = object.metadata;
  if (deletionTimestamp === undefined || finalizers.length > 0) return false;
  if (isNamespace(definition)) return namespaceFinalizers(object).length === 0;
  // Until its grace has passed, whoever runs it has to say that it stopped.
  return deletionGracePeriodSeconds === 0;
}
