import { copyJson } from "../../support/copy-json.ts";
import { trackUpdate } from "../apply/track-update.ts";
import { validateCrd } from "../definitions/custom/validate-crd.ts";
import { writeObject } from "../definitions/read-object.ts";
import { keepMarks } from "../definitions/strategies/emptied-list.ts";
import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import { applyDefaults } from "../schema/apply-defaults.ts";
import { asKnown, mutate, validate, writeOptions } from "./admission.ts";
import { allocate } from "./allocate.ts";
import { learnerOf } from "./ask-webhooks.ts";
import type { Call, Registry } from "./call.ts";
import { storageVersion } from "./catalog.ts";
import { groupVersion, inStorage, inVersion } from "./conversion.ts";
import { isDefinition, requireLivingDefinition } from "./crd.ts";
import { keepEmptied, storesEmptied, unmarked } from "./emptied-metadata.ts";
import { alreadyExists, invalid, kindOf, resourceOf, storageOf } from "./errors.ts";
import { generateName, makeUid, timestamp } from "./identity.ts";
import { acceptInput, type Input, requireOwnKind, warnOfFinalizers } from "./input.ts";
import { isUnnamed, validateMetadata } from "./names.ts";
import { isNamespace, prepareNamespace, requireLivingNamespace } from "./namespaces.ts";
import { resetFields } from "./reset-fields.ts";
import { sameNamespace } from "./same-namespace.ts";
import { validateSchema } from "./validate-schema.ts";

/** Creates an object; returns it in the version of the request. */
export async function create(registry: Registry, call: Call, input: Input): Promise<ApiObject> {
  const object = sameNamespace(acceptInput(input, call), call.target);
  // What is no number is no version either; a dry run never gets to the storage that would object.
  if (!call.dryRun && /^[1-9]\d*$/.test(object.metadata.resourceVersion ?? "")) {
    const message = "resourceVersion should not be set on objects to be created";
    throw new ApiError({ message, code: 500 });
  }
  const tracked = trackUpdate({
    schema: call.target.version.schema,
    schemas: call.target.version.schemas,
    live: undefined,
    updated: withoutIdentity(object),
    manager: call.manager,
    apiVersion: groupVersion(call.target.definition.group, call.target.version.name),
    resetFields: resetFields(call.target),
    now: timestamp(registry.clock),
  });
  return storeNew(registry, call, tracked);
}

/**
 * Objects that nobody updated yet and whose first update the real server writes, whatever it says: Jobs
 * without labels, which get some whenever they are read, and claims, where nothing that a client sees
 * tells why.
 */
export const unwritten = new WeakSet<ApiObject>();

function isRewritten(definition: ResourceDefinition, object: ApiObject): boolean {
  const { group, kind } = definition;
  return lacksLabels(definition, object) || (group === "" && kind === "PersistentVolumeClaim");
}

/** A Job that is stored without the labels it is read with. */
export function lacksLabels({ group, kind }: ResourceDefinition, { metadata }: ApiObject): boolean {
  return group === "batch" && kind === "Job" && metadata.labels === undefined;
}

/** The part of a creation that server-side apply shares: `object` carries its managedFields already. */
export async function storeNew(
  registry: Registry,
  call: Call,
  object: ApiObject,
): Promise<ApiObject> {
  const { definition } = call.target;
  const { name: given, generateName: base } = object.metadata;
  const resource = resourceOf(definition);
  const storage = storageOf(definition);
  requireLivingNamespace(registry, call, given || base || "Unknown");
  const asked = {
    operation: "CREATE" as const,
    target: { ...call.target, ...(given ? { name: given } : {}) },
    options: writeOptions("CreateOptions", call),
  };
  const wanted = await mutate(registry, call, { ...asked, object });
  const prepared = allocate(registry, call, unmarked(prepare(registry, call, wanted)));
  const { name = "" } = prepared.metadata;
  requireOwnKind(prepared, call);
  const before = validateMetadata(prepared, definition);
  const own = [
    ...validateSchema(call.target, prepared, { before }),
    ...(definition.strategy?.validate?.(prepared) ?? []),
    ...(isDefinition(definition) ? validateCrd(prepared) : []),
  ];
  // Of a kind whose code doesn't look at metadata others do when all else is well.
  const apart = isUnnamed(definition) && own.length > 0;
  const problems = apart ? own : [...before, ...own];
  if (problems.length > 0) throw invalid(kindOf(definition), name, problems);
  warnOfFinalizers(prepared, call);
  const target = { ...call.target, name };
  if (registry.admit) await validate(registry, call, { ...asked, target, object: prepared });
  const known = asKnown(registry, call, prepared);
  const learn = learnerOf(registry, definition);
  if (learn) await learn([known], storageVersion(definition));
  const there = registry.store.get(storage, call.target.namespace, name);
  if (there) throw alreadyExists(resource, name, there.metadata.deletionTimestamp !== undefined);
  if (!call.dryRun) requireLivingNamespace(registry, call, name);
  const kept = inStorage(known, definition);
  const stored = call.dryRun ? kept : registry.store.create(storage, kept);
  if (isRewritten(definition, wanted)) unwritten.add(stored);
  if (storesEmptied(wanted, call)) keepEmptied(stored);
  if (learn) await learn([stored], call.target.version);
  return inVersion(stored, definition, call.target.version);
}

/** Fills in what the server decides: identity, first generation, no status. */
function prepare(registry: Registry, call: Call, given: ApiObject): ApiObject {
  const { definition, version } = call.target;
  const { deletionTimestamp, deletionGracePeriodSeconds, ...metadata } = given.metadata;
  // Entries are never changed in place, and equal fields are kept once: a copy would have to find them again.
  const { managedFields, ...copied } = metadata;
  const { name, generateName: base } = metadata;
  const object: ApiObject = copyJson<ApiObject>({
    ...given,
    metadata: {
      ...copied,
      name: name || (base ? generateName(base, registry.random) : ""),
      uid: makeUid(registry.random),
      creationTimestamp: timestamp(registry.clock),
    },
  });
  if (managedFields) object.metadata.managedFields = managedFields;
  if (definition.custom) {
    requireLivingDefinition(registry, definition);
    if (version.subresources.status) delete object.status;
    object.metadata.generation = 1;
    // A status with defaults is there from the start, whatever the client sent: `observedGeneration: -1`.
    const { schema, schemas } = version;
    return applyDefaults({ schema, schemas, value: object, keepNulls: true });
  }
  keepMarks(given, object);
  definition.strategy?.prepareForCreate?.(object, given);
  const whole = writeObject(version, object);
  return isNamespace(definition) ? prepareNamespace(whole) : whole;
}

/** What only the server says of an object, whoever sends it. */
function withoutIdentity(object: ApiObject): ApiObject {
  const { uid, creationTimestamp, deletionTimestamp, deletionGracePeriodSeconds, ...metadata } =
    object.metadata;
  return { ...object, metadata };
}
