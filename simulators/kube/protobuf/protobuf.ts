import type protobuf from "protobufjs";
import { HarnessError } from "../../../harness/core/failure.ts";
import { ApiError, badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { isWire, type Wire } from "./codec.ts";
import { codecOf } from "./message-codec.ts";
import { type GroupVersionKind, messageNamed, messageOf, protobufjs } from "./messages.ts";

export { hasProtobuf } from "./messages.ts";

/** `k8s` and a zero byte, before everything but frames of a watch. */
const magic = Uint8Array.of(0x6b, 0x38, 0x73, 0);

/**
 * An object from its protobuf form, with the fields that the real server's JSON has for it. What the bytes
 * leave out of version and kind, `defaults` give. Throws an `ApiError` BadRequest on any other bytes.
 */
export function decodeProtobuf(bytes: Uint8Array, defaults?: GroupVersionKind): ApiObject {
  try {
    return decodeObject(bytes, defaults);
  } catch (error) {
    throw asBadRequest(error);
  }
}

/** Throws a `HarnessError` where the object is of no built-in kind or a field of it has another type. */
export function encodeProtobuf(object: ApiObject): Uint8Array {
  const { apiVersion = "", kind } = object;
  const type = messageOf(parseKind(apiVersion, kind));
  if (!type) throw new HarnessError(`${apiVersion} ${kind} has no protobuf form`);
  const unknown = messageNamed(unknownName);
  const message = {
    typeMeta: { apiVersion, kind },
    raw: encodeMessage(type, object),
    contentEncoding: "",
    contentType: "",
  };
  return Buffer.concat([magic, unknown.encode(message).finish()]);
}

export function startsWithMagic(bytes: Uint8Array): boolean {
  return bytes.length >= magic.length && magic.every((byte, index) => bytes[index] === byte);
}

/** Whatever malformed bytes break: lengths, numbers, JSON, times, quantities, too many levels. */
export function asBadRequest(error: unknown): ApiError {
  if (error instanceof ApiError) return error;
  // Bytes that end early, in Go's words.
  const isShort = error instanceof RangeError && error.message.startsWith("index out of range");
  if (isShort) return badRequest("unexpected EOF");
  return badRequest(error instanceof Error ? error.message : String(error));
}

/** The message alone, without the envelope that tells its kind. */
export function encodeMessage(type: protobuf.Type, json: unknown): Uint8Array {
  const wire = codecOf(type).toWire(json, "");
  return type.encode(isWire(wire) ? wire : {}).finish();
}

export function decodeMessage(type: protobuf.Type, bytes: Uint8Array): Wire {
  const reader = protobufjs().Reader.create(bytes);
  reader.discardUnknown = true;
  return { ...type.decode(reader) };
}

const unknownName = "k8s.io.apimachinery.pkg.runtime.Unknown";

function decodeObject(bytes: Uint8Array, defaults: GroupVersionKind | undefined): ApiObject {
  if (bytes.length === 0) throw badRequest("empty data");
  if (!startsWithMagic(bytes)) {
    throw badRequest(
      `provided data does not appear to be a protobuf message, expected prefix [${magic.join(" ")}]`,
    );
  }
  if (bytes.length === magic.length) throw badRequest("empty body");
  const { typeMeta, raw } = decodeMessage(messageNamed(unknownName), bytes.subarray(magic.length));
  const { apiVersion, kind } = withDefaults(isWire(typeMeta) ? typeMeta : {}, defaults);
  const type = messageOf(parseKind(apiVersion, kind));
  if (!type && !apiVersion) throw badRequest("Object 'apiVersion' is missing in its type");
  if (!type) {
    // The place is where the real server's scheme is made, which it names.
    throw badRequest(
      `no kind "${kind}" is registered for version "${apiVersion}" in scheme "pkg/runtime/scheme.go:110"`,
    );
  }
  const message = decodeMessage(type, raw instanceof Uint8Array ? raw : new Uint8Array());
  // Options of requests are no objects that are kept, and have no metadata.
  const typed = { kind, ...(apiVersion === "" ? {} : { apiVersion }) };
  const object = Object.assign(typed, codecOf(type).toJson(message)) as ApiObject;
  // A list of nothing is the one empty list that the server's JSON doesn't write as null.
  return kind.endsWith("List") && object.items === null ? { ...object, items: [] } : object;
}

function withDefaults(typeMeta: Wire, defaults: GroupVersionKind | undefined) {
  const own = (name: string) => {
    const text = Object.hasOwn(typeMeta, name) ? typeMeta[name] : undefined;
    return typeof text === "string" ? text : "";
  };
  const { group = "", version = "" } = defaults ?? {};
  const apiVersion = own("apiVersion") || (group === "" ? version : `${group}/${version}`);
  const kind = own("kind") || defaults?.kind;
  if (!kind) throw badRequest("Object 'Kind' is missing in its type");
  return { apiVersion, kind };
}

function parseKind(apiVersion: string, kind: string): GroupVersionKind {
  const slash = apiVersion.indexOf("/");
  return {
    group: apiVersion.slice(0, Math.max(0, slash)),
    version: apiVersion.slice(slash + 1),
    kind,
  };
}
