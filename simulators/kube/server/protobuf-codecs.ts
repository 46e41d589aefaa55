import type { Codecs } from "../http/codecs.ts";
import { decodeProtobuf, encodeProtobuf, hasProtobuf } from "../protobuf/protobuf.ts";
import { encodeWatchEvent, type WatchFrame } from "../protobuf/watch-frames.ts";

/** Protobuf of the built-in kinds. */
export const protobufCodecs: Codecs = {
  decode: (bytes) => decodeProtobuf(bytes),
  encode: encodeProtobuf,
  encodeEvent: (type, object) => encodeWatchEvent({ type: type as WatchFrame["type"], object }),
  has: hasProtobuf,
};
