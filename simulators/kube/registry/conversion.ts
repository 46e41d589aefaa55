import { readObject, showCustom } from "../definitions/read-object.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition, ServedVersion } from "../model/resource.ts";
import { storageVersion } from "./catalog.ts";
import { asCoreEvent, asNewEvent } from "./event-conversion.ts";

export function groupVersion(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}

/** An object that only a webhook can show in another version, and that has not been asked yet. */
export class Unconverted extends Error {
  override readonly name = "Unconverted";
  readonly object: ApiObject;
  readonly definition: ResourceDefinition;
  readonly version: ServedVersion;

  constructor(object: ApiObject, definition: ResourceDefinition, version: ServedVersion) {
    const { kind, metadata } = object;
    super(`${kind} ${metadata.name} was never asked for at ${version.name}`);
    this.object = object;
    this.definition = definition;
    this.version = version;
  }
}

/** What webhooks made of objects, which never change, until the definition does. */
const converted = new WeakMap<ApiObject, Map<ServedVersion, Converted>>();

interface Converted {
  given: ApiObject;
  /** Without what the version doesn't know. */
  shown: ApiObject;
}

/**
 * An object in another version of its resource. Of built-in kinds only Events differ in more than the
 * name of the version; of custom resources what that version doesn't know is left out.
 * @throws Unconverted unless `remember` was told what the webhook of the resource makes of it.
 */
export function inVersion(
  object: ApiObject,
  definition: ResourceDefinition,
  version: ServedVersion,
): ApiObject {
  const apiVersion = groupVersion(definition.group, version.name);
  if (object.apiVersion === apiVersion) return object;
  if (!definition.custom) {
    return { ...(definition.storedAs ? asNewEvent(object) : object), apiVersion };
  }
  if (!definition.conversion || isEmpty(object))
    return showCustom(version, { ...object, apiVersion });
  return convertedBy(object, definition, version).shown;
}

/** As `inVersion`, of a custom resource, with what the version doesn't know. @throws Unconverted */
export function unpruned(
  object: ApiObject,
  definition: ResourceDefinition,
  version: ServedVersion,
): ApiObject {
  const apiVersion = groupVersion(definition.group, version.name);
  if (object.apiVersion === apiVersion) return object;
  if (!definition.conversion || isEmpty(object)) return { ...object, apiVersion };
  return convertedBy(object, definition, version).given;
}

function convertedBy(object: ApiObject, definition: ResourceDefinition, version: ServedVersion) {
  const known = converted.get(object)?.get(version);
  if (known) return known;
  throw new Unconverted(object, definition, version);
}

/** An object as it is stored. */
export function inStorage(object: ApiObject, definition: ResourceDefinition): ApiObject {
  if (definition.storedAs) return { ...asCoreEvent(object), apiVersion: "v1" };
  const version = storageVersion(definition);
  const stored = inVersion(object, definition, version);
  // Defaults are those of the version stored, whoever wrote it.
  if (stored === object || !definition.custom) return stored;
  return readObject({ definition, version, object: stored }).object;
}

/** Whether `inVersion` would have to know what a webhook says. */
export function isUnconverted(
  object: ApiObject,
  { group }: ResourceDefinition,
  version: ServedVersion,
): boolean {
  if (object.apiVersion === groupVersion(group, version.name) || isEmpty(object)) return false;
  return !converted.get(object)?.has(version);
}

/** Keeps what a webhook made of an object. */
export function remember(object: ApiObject, version: ServedVersion, given: ApiObject): void {
  const versions = converted.get(object) ?? new Map<ServedVersion, Converted>();
  converted.set(object, versions.set(version, { given, shown: showCustom(version, given) }));
}

/** Nothing but its kind: no webhook is asked about that. */
function isEmpty(object: ApiObject): boolean {
  return Object.keys(object).length === 2 && object.kind !== undefined;
}
