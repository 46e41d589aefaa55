import { badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { isWire } from "./codec.ts";
import { metaPackage } from "./descriptor.ts";
import { messageNamed } from "./messages.ts";
import { asBadRequest, decodeMessage, decodeProtobuf, encodeProtobuf } from "./protobuf.ts";

/** One event of a watch, as `application/vnd.kubernetes.protobuf;stream=watch` carries it. */
export interface WatchFrame {
  type: "ADDED" | "MODIFIED" | "DELETED" | "BOOKMARK" | "ERROR";
  object: ApiObject;
}

const types: readonly string[] = ["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"];
const lengthBytes = 4;

/** A `metav1.WatchEvent`. Its object alone has an envelope. */
export function encodeWatchEvent({ type, object }: WatchFrame): Uint8Array {
  const event = messageNamed(`${metaPackage}.WatchEvent`);
  return event.encode({ type, object: { raw: encodeProtobuf(object) } }).finish();
}

/** The event behind its length, four bytes with the highest first. */
export function encodeWatchFrame(frame: WatchFrame): Uint8Array {
  const body = encodeWatchEvent(frame);
  const length = Buffer.alloc(lengthBytes);
  length.writeUInt32BE(body.length);
  return Buffer.concat([length, body]);
}

/** The events that are whole, and the bytes after them. Throws an `ApiError` BadRequest on others. */
export function decodeWatchFrames(bytes: Uint8Array): { frames: WatchFrame[]; rest: Uint8Array } {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const frames: WatchFrame[] = [];
  let at = 0;
  while (at + lengthBytes <= bytes.length) {
    const end = at + lengthBytes + view.getUint32(at);
    if (end > bytes.length) break;
    frames.push(decodeFrame(bytes.subarray(at + lengthBytes, end)));
    at = end;
  }
  return { frames, rest: bytes.subarray(at) };
}

function decodeFrame(bytes: Uint8Array): WatchFrame {
  try {
    const { type, object } = decodeMessage(messageNamed(`${metaPackage}.WatchEvent`), bytes);
    const raw = isWire(object) ? object.raw : undefined;
    if (!isWatchType(type)) throw badRequest(`got invalid watch event type: ${type}`);
    return { type, object: decodeProtobuf(raw instanceof Uint8Array ? raw : new Uint8Array()) };
  } catch (error) {
    throw asBadRequest(error);
  }
}

function isWatchType(type: unknown): type is WatchFrame["type"] {
  return typeof type === "string" && types.includes(type);
}
