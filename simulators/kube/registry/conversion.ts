import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition, ServedVersion } from "../model/resource.ts";
import { storageVersion } from "./catalog.ts";
import { asCoreEvent, asNewEvent } from "./event-conversion.ts";

export function groupVersion(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}

/**
 * An object in another version of its resource. Only the name of the version changes: that is conversion
 * strategy None of CustomResourceDefinitions. Of the built-in kinds only Events differ in their fields.
 */
export function inVersion(
  object: ApiObject,
  definition: ResourceDefinition,
  version: ServedVersion,
): ApiObject {
  const apiVersion = groupVersion(definition.group, version.name);
  if (object.apiVersion === apiVersion) return object;
  return { ...(definition.storedAs ? asNewEvent(object) : object), apiVersion };
}

/** An object as it is stored. */
export function inStorage(object: ApiObject, definition: ResourceDefinition): ApiObject {
  if (definition.storedAs) return { ...asCoreEvent(object), apiVersion: "v1" };
  return inVersion(object, definition, storageVersion(definition));
}
