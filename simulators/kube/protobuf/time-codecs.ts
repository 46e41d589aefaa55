import { type Codec, isNone, isWire, mismatch, type Wire } from "./codec.ts";

/** `metav1.Time`: whole seconds, what is below them is never written. */
export const timeCodec = timestamps({
  format: (seconds) => secondsText(seconds),
  microseconds: false,
});

/** `metav1.MicroTime`: six digits below the second, always. */
export const microTimeCodec = timestamps({
  format: (seconds, nanos) => {
    // Below zero or above a second, nanoseconds move the seconds.
    const micros = Math.trunc(nanos / 1000);
    const whole = seconds + Math.floor(micros / 1e6);
    const rest = ((micros % 1e6) + 1e6) % 1e6;
    return secondsText(whole).replace("Z", `.${String(rest).padStart(6, "0")}Z`);
  },
  microseconds: true,
});

/** Go's year 1: a time that nobody set, written as no bytes and as null. */
const goZeroSeconds = -62_135_596_800;
/** RFC 3339 has years of four digits. */
const secondsMax = 253_402_300_799;

function timestamps(kind: {
  format(seconds: number, nanos: number): string;
  microseconds: boolean;
}): Codec {
  return {
    toJson(wire) {
      // Protobuf for Go gives an empty message for zero: no field of it is there.
      if (!isWire(wire) || !(Object.hasOwn(wire, "seconds") || Object.hasOwn(wire, "nanos"))) {
        return null;
      }
      const seconds = Number(wire.seconds ?? 0);
      const nanos = Number(wire.nanos ?? 0);
      if (seconds === goZeroSeconds && (nanos === 0 || !kind.microseconds)) return null;
      return kind.format(seconds, nanos);
    },
    toWire(json, path): Wire {
      if (isNone(json)) return {};
      const match =
        typeof json === "string" ? /^(.+T\d\d:\d\d:\d\d)(\.\d+)?(.+)$/.exec(json) : null;
      const ms = match ? Date.parse(`${match[1]}${match[3]}`) : Number.NaN;
      if (Number.isNaN(ms)) throw mismatch(path, "a time as in RFC 3339", json);
      const micros = Number((match?.[2] ?? ".").slice(1, 7).padEnd(6, "0"));
      return { seconds: ms / 1000, nanos: kind.microseconds ? micros * 1000 : 0 };
    },
    isEmpty: () => false,
  };
}

function secondsText(seconds: number): string {
  if (seconds < goZeroSeconds || seconds > secondsMax) {
    throw new RangeError(`a time of ${seconds} s since 1970 is not in the years 1 to 9999`);
  }
  return new Date(seconds * 1000).toISOString().replace(/\.\d+Z$/, "Z");
}
