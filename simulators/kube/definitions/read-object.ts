import { copyJson } from "../../support/copy-json.ts";
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
  const own = copyJson(object);
  setDefaults(own, version.name);
  return { object: own, unknown };
}

/**
 * An object as the server encodes it: what code left empty spelled out or left out as Go does. Lists
 * that are empty become none on their way through the storage only, unless `keepEmpty`.
 */
export function writeObject(
  { schema, schemas }: ServedVersion,
  object: ApiObject,
  options: { keepEmpty?: boolean } = {},
): ApiObject {
  return applyDefaults({ schema, schemas, value: object, ...options });
}

/**
 * A custom resource as it is kept: pruned and defaulted by the version that is stored, too, whatever
 * version it was sent at. `apiVersion` is left to the conversion.
 */
export function storeCustom(definition: ResourceDefinition, object: ApiObject): ApiObject {
  const version = definition.versions.find(({ storage }) => storage);
  return version ? readObject({ definition, version, object }).object : object;
}

/** A kept custom resource as a version shows it: without what that one does not know, and no more defaults. */
export function showCustom({ schema, schemas }: ServedVersion, object: ApiObject): ApiObject {
  return pruneUnknown({ schema, schemas, value: object }).value;
}
