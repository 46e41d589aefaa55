import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { GroupResource } from "../model/resource.ts";

/** `--max-request-bytes` of etcd. */
const requestBytesMax = 1.5 * 1024 * 1024;
/** What etcd's client sends at most. */
const messageBytesMax = 2 * 1024 * 1024;
/** What etcd's log has around a transaction. */
const entryBytes = 14;
/** A transaction's own bytes beside its value and its keys, at this size. */
const transactionBytes = { create: 25, update: 31 };

/** The strings of an object and their names, without its managedFields: a rough measure that costs little. */
export function countChars(object: ApiObject): number {
  let chars = 0;
  for (const [name, value] of Object.entries(object)) {
    if (name !== "metadata") chars += name.length + charsOf(value);
  }
  for (const [name, value] of Object.entries(object.metadata)) {
    if (name !== "managedFields") chars += name.length + charsOf(value);
  }
  return chars;
}

function charsOf(value: unknown): number {
  if (typeof value === "string") return value.length;
  if (typeof value !== "object" || value === null) return 0;
  let chars = 0;
  if (Array.isArray(value)) for (const each of value) chars += charsOf(each);
  else for (const name in value) chars += name.length + charsOf(Reflect.get(value, name));
  return chars;
}

interface SizedWrite {
  resource: GroupResource;
  object: ApiObject;
  chars: number;
  isNew: boolean;
  /** What the binary form of the object takes; undefined for what is stored as JSON. */
  binaryBytes: (object: ApiObject) => number | undefined;
}

/**
 * The object as etcd takes it: without its managedFields where it would be too large with them, as
 * kube-apiserver 1.34.4 tries then. @throws ApiError without a reason, code 500.
 */
export function storable(write: SizedWrite): ApiObject {
  const { object, chars } = write;
  // A character takes up to three bytes; what surely fits isn't encoded.
  if (chars < requestBytesMax / 4) return object;
  const { resourceVersion, managedFields, ...metadata } = object.metadata;
  const refusalWith = (also: object) =>
    refusalOf({ ...write, object: { ...object, metadata: { ...metadata, ...also } } });
  if (managedFields && refusalWith({ managedFields }) === undefined) return object;
  const message = refusalWith({});
  if (message !== undefined) throw new ApiError({ message, code: 500 });
  return { ...object, metadata };
}

/** Why etcd 3.6 refuses a write, or its client doesn't send it. */
function refusalOf({ resource, object, isNew, binaryBytes }: SizedWrite): string | undefined {
  const value = binaryBytes(object) ?? Buffer.byteLength(JSON.stringify(object)) + 1;
  const key = keyBytes(resource, object);
  const { create, update } = transactionBytes;
  const bytes = value + (isNew ? 2 * key + create : 3 * key + update);
  if (bytes > messageBytesMax) {
    return `rpc error: code = ResourceExhausted desc = trying to send message larger than max (${bytes} vs. ${messageBytesMax})`;
  }
  return bytes + entryBytes > requestBytesMax ? "etcdserver: request is too large" : undefined;
}

function keyBytes({ group, resource }: GroupResource, { metadata }: ApiObject): number {
  const { namespace, name } = metadata;
  // Groups of custom resources have a folder of their own.
  const folder = group.includes(".") && !group.endsWith(".k8s.io") ? [group] : [];
  const path = ["/registry", ...folder, resource, ...(namespace ? [namespace] : []), name];
  return Buffer.byteLength(path.join("/"));
}
