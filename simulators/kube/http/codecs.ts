import type { ApiObject } from "../model/api-object.ts";

/** The binary form of objects, for clients that prefer it. */
export interface Codecs {
  decode(bytes: Uint8Array): ApiObject;
  encode(object: ApiObject): Uint8Array;
  /** A `metav1.WatchEvent` around the encoded object. */
  encodeEvent(type: string, object: ApiObject): Uint8Array;
  has(kind: { group: string; version: string; kind: string }): boolean;
}
