import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition, ServedVersion } from "../model/resource.ts";
import { applyDefaults } from "../schema/apply-defaults.ts";
import { pruneUnknown } from "../schema/prune.ts";

/**
 * An object that a client sent, as the server decodes it: what is unknown left out (and told), defaults
 * of the schema and of code set. The strategy's `prepare…` come next, then `writeObject`.
 */
export function readObject(request: {
  definition: ResourceDefinition;
  version: ServedVersion;
  object: ApiObject;
}): { object: ApiObject; unknown: string[] } {
  const { definition, version } = request;
  const { schema, schemas } = version;
  const { value, unknown } = pruneUnknown({ schema, schemas, value: request.object });
  const object = applyDefaults({ schema, schemas, value });
  const setDefaults = definition.strategy?.setDefaults;
  if (!setDefaults) return { object, unknown };
  const own = structuredClone(object);
  setDefaults(own, version.name);
  return { object: own, unknown };
}

/** An object as the server encodes it: what code left empty spelled out or left out as Go does. */
export function writeObject(version: ServedVersion, object: ApiObject): ApiObject {
  return applyDefaults({ schema: version.schema, schemas: version.schemas, value: object });
}
