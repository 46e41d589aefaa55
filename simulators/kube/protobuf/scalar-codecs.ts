import { type Codec, isNone, mismatch } from "./codec.ts";

/** By the name of the type in a `.proto` file; the API uses no others. */
export const scalarCodecs: Record<string, Codec> = {
  string: scalar("a string", "", (value) => typeof value === "string"),
  bool: scalar("a boolean", false, (value) => typeof value === "boolean"),
  double: scalar("a number", 0, (value) => typeof value === "number"),
  int32: scalar(
    "a 32 bit integer",
    0,
    (value) => typeof value === "number" && (value | 0) === value,
  ),
  int64: {
    ...scalar("an integer", 0, Number.isInteger),
    toJson: (wire) => (isNone(wire) ? 0 : Number(wire)),
    toWire(json, path) {
      if (isNone(json)) return 0;
      if (typeof json !== "number" || !Number.isInteger(json)) {
        throw mismatch(path, "an integer", json);
      }
      return int64Text(json);
    },
  },
  bytes: {
    toJson: (wire) => (wire instanceof Uint8Array ? Buffer.from(wire).toString("base64") : null),
    toWire(json, path) {
      if (isNone(json)) return undefined;
      if (typeof json !== "string") throw mismatch(path, "base64", json);
      return Buffer.from(json, "base64");
    },
    isEmpty: (json) => isNone(json) || json === "",
  },
};

function scalar(expected: string, zero: unknown, isOne: (value: unknown) => boolean): Codec {
  return {
    toJson: (wire) => wire ?? zero,
    toWire(json, path) {
      if (isNone(json)) return zero;
      if (!isOne(json)) throw mismatch(path, expected, json);
      return json;
    },
    isEmpty: (json) => json === zero,
  };
}

/** The largest integers come from JSON rounded up, to what has no 64 bits. */
function int64Text(value: number): string {
  const integer = BigInt(value);
  const held = BigInt.asIntN(64, integer);
  return String(held === integer ? integer : value > 0 ? 2n ** 63n - 1n : -(2n ** 63n));
}
