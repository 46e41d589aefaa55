import { type Codec, isNone, isWire, type Wire } from "./codec.ts";

const decoder = new TextDecoder();

/** A message whose field `name` holds the bytes of JSON that stands in the object itself. */
export function rawJson(name: string): Codec {
  return {
    toJson(wire) {
      const raw = isWire(wire) ? wire[name] : undefined;
      return raw instanceof Uint8Array && raw.length > 0 ? JSON.parse(decoder.decode(raw)) : null;
    },
    toWire: (json): Wire => (isNone(json) ? {} : { [name]: Buffer.from(JSON.stringify(json)) }),
    isEmpty: () => false,
  };
}
