import { copyJson } from "../../support/copy-json.ts";
import type { FieldPaths } from "../apply/reset-fields.ts";
import { writeObject } from "../definitions/read-object.ts";
import { keepMarks } from "../definitions/strategies/emptied-list.ts";
import type { ApiObject, ObjectMeta } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import type { Call } from "./call.ts";
import { wishChanged } from "./generation.ts";
import { isNamespace, labelled } from "./namespaces.ts";
import { prepareBesidePod } from "./pods/prepare-beside-pod.ts";
import { resetFields } from "./reset-fields.ts";
import { sameJson } from "./same-json.ts";

/** What becomes of an object. */
interface Prepared {
  /** It is never read back: nothing that comes of being stored is done to it. */
  unread?: boolean;
}

/** What of `wanted` the endpoint lets through, over the live state; nothing is changed in place. */
export function prepareUpdate(
  call: Call,
  wanted: ApiObject,
  live: ApiObject,
  now: string,
  options: Prepared = {},
): ApiObject {
  const { subresource } = call.target;
  const object: ApiObject = {
    ...wanted,
    metadata: keepSystemFields(wanted.metadata, live.metadata),
  };
  if (subresource === "status") return statusOnly(call, object, live, now, options);
  if (subresource === "finalize") return { ...live, spec: object.spec, metadata: object.metadata };
  return prepareBesidePod(call.target, object, live) ?? mainOnly(call, object, live, options);
}

/** Fields of metadata that no update changes. */
function keepSystemFields(wanted: ObjectMeta, live: ObjectMeta): ObjectMeta {
  const kept = [
    "name",
    "namespace",
    "uid",
    "creationTimestamp",
    "deletionTimestamp",
    "deletionGracePeriodSeconds",
    "generation",
    "resourceVersion",
  ] as const;
  const metadata: ObjectMeta = { ...wanted };
  for (const field of kept) {
    if (live[field] === undefined) delete metadata[field];
    else Object.assign(metadata, { [field]: live[field] });
  }
  return metadata;
}

function statusOnly(
  { target }: Call,
  object: ApiObject,
  live: ApiObject,
  now: string,
  { unread = false }: Prepared,
): ApiObject {
  const { definition } = target;
  // Of a custom resource the status endpoint lets no metadata through, but who owns what.
  const { managedFields } = object.metadata;
  const { managedFields: before, ...old } = live.metadata;
  const tracked = managedFields === undefined ? {} : { managedFields };
  const metadata = definition.custom
    ? { ...old, ...tracked }
    : takenBack(resetFields(target), object.metadata, { ...old, ...tracked });
  const { status, ...rest } = live;
  const updated: ApiObject = { ...rest, metadata };
  if (object.status !== undefined) updated.status = object.status;
  const labelled = metadata.labels !== undefined;
  definition.strategy?.prepareForStatus?.(updated, live, now);
  if (unread && !labelled) delete updated.metadata.labels;
  return updated;
}

/** Metadata without what the status of some kinds can't change. */
function takenBack(paths: FieldPaths, wanted: ObjectMeta, old: ObjectMeta): ObjectMeta {
  const metadata: ObjectMeta = { ...wanted };
  for (const [outer, field] of paths) {
    if (outer !== "metadata") continue;
    if (field === undefined) return old;
    Reflect.deleteProperty(metadata, field);
    const before: unknown = Reflect.get(old, field);
    if (before !== undefined) Object.assign(metadata, { [field]: before });
  }
  return metadata;
}

function mainOnly(
  { target }: Call,
  object: ApiObject,
  live: ApiObject,
  { unread = false }: Prepared,
): ApiObject {
  const { definition, version } = target;
  if (definition.custom) return customOnly(object, live, version.subresources.status);
  const own = copyApartFromEntries(object);
  keepMarks(object, own);
  definition.strategy?.prepareForUpdate?.(own, live);
  const updated = writeObject(version, countAnnotations(definition, own, live), {
    keepEmpty: unread,
  });
  if (!isNamespace(definition)) return updated;
  const { spec, status, ...rest } = updated;
  const kept = { ...(live.spec === undefined ? {} : { spec: live.spec }), status: live.status };
  return labelled({ ...rest, ...kept });
}

/** Entries of `managedFields` never change, and what is known of them is known of them alone. */
function copyApartFromEntries(object: ApiObject): ApiObject {
  const { managedFields, ...metadata } = object.metadata;
  const copied = copyJson<ApiObject>({ ...object, metadata });
  if (managedFields) copied.metadata.managedFields = managedFields;
  return copied;
}

/** Deployments count changes of their annotations as well. */
function countAnnotations(
  { group, plural }: ResourceDefinition,
  object: ApiObject,
  live: ApiObject,
): ApiObject {
  const { generation = 0, annotations = {} } = object.metadata;
  const counts = group === "apps" && plural === "deployments";
  const counted = generation !== live.metadata.generation;
  if (!counts || counted || sameJson(annotations, live.metadata.annotations ?? {})) return object;
  return { ...object, metadata: { ...object.metadata, generation: generation + 1 } };
}

function customOnly(object: ApiObject, live: ApiObject, statusApart: boolean): ApiObject {
  let updated = object;
  if (statusApart) {
    const { status, ...rest } = object;
    updated = { ...rest, ...(live.status === undefined ? {} : { status: live.status }) };
  }
  if (!wishChanged({ statusApart, object: updated, old: live })) return updated;
  const generation = (live.metadata.generation ?? 0) + 1;
  return { ...updated, metadata: { ...updated.metadata, generation } };
}
