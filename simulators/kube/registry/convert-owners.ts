import type { JsonMap } from "../apply/json-value.ts";
import type { Convert } from "../apply/versions.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Target } from "./call.ts";
import { groupVersion, unpruned } from "./conversion.ts";

/**
 * How owners of fields at other versions see an object, where versions differ in more than their names:
 * to be used within `converting`.
 */
export function convertOwners({ definition }: Target): { convert?: Convert } {
  if (!definition.custom || definition.versions.length === 1) return {};
  // A computation that begins again makes the same objects anew: the webhook is asked about the first.
  const first = new Map<string, JsonMap>();
  return {
    convert(object, apiVersion) {
      const { group, versions } = definition;
      const version = versions.find(({ name }) => groupVersion(group, name) === apiVersion);
      if (!version) return undefined;
      const text = JSON.stringify(object);
      const known = first.get(text) ?? object;
      first.set(text, known);
      const { schema, schemas } = version;
      return { object: unpruned(known as ApiObject, definition, version), schema, schemas };
    },
  };
}
