import { quantityLengthMax } from "./quantity.ts";

/** Whether a number is a whole one in the range of a Go type: `int32`, `uint8`, `int64` unless told. */
export function fitsInteger(value: number, type: string | undefined): boolean {
  if (!Number.isInteger(value)) return false;
  if (type === "uint8") return value >= 0 && value < 2 ** 8;
  return type === "int32" ? value >= -(2 ** 31) && value < 2 ** 31 : Math.abs(value) <= 2 ** 63;
}

/** The server's own, written so that every digit has one place in it: long ones are read in a moment. */
const quantity = /^[+-]?[0-9.]+(?:[eEinumkKMGTP]+[-+]?[0-9]*|[-+][0-9]*)?$/;

export function quantityError(value: unknown): string | undefined {
  const text = typeof value === "string" ? value.trim() : JSON.stringify(value);
  if (text === "" || (text.length <= quantityLengthMax && quantity.test(text))) return undefined;
  return "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'";
}

/** `struct` is that of the time: those of MicroTime are told by another layout. */
export function timeError(value: string, struct: string): string | undefined {
  if (/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/.test(value)) return undefined;
  const layout =
    struct === "MicroTime" ? "2006-01-02T15:04:05.000000Z07:00" : "2006-01-02T15:04:05Z07:00";
  const quoted = JSON.stringify(value);
  return `parsing time ${quoted} as "${layout}": cannot parse ${quoted} as "2006"`;
}

/** Where Go's decoder stops; it goes over line ends wherever they are. */
export function base64Error(value: string): string | undefined {
  if (/^([A-Za-z0-9+/]{4})*([A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/.test(value)) return undefined;
  const bad = firstBadByte(Buffer.from(value));
  return bad === undefined ? undefined : `illegal base64 data at input byte ${bad}`;
}

const [newline, carriageReturn, padding] = [0x0a, 0x0d, 0x3d];

function firstBadByte(bytes: Uint8Array): number | undefined {
  let at = 0;
  const skipLineEnds = () => {
    while (bytes[at] === newline || bytes[at] === carriageReturn) at += 1;
  };
  for (;;) {
    for (let place = 0; place < 4; place += 1) {
      skipLineEnds();
      const byte = bytes[at];
      if (byte === undefined) return place === 0 ? undefined : at - place;
      at += 1;
      if (byte !== padding && /[A-Za-z0-9+/]/.test(String.fromCharCode(byte))) continue;
      if (byte !== padding || place < 2) return at - 1;
      if (place === 2) {
        skipLineEnds();
        if (at === bytes.length) return at;
        if (bytes[at] !== padding) return at - 1;
        at += 1;
      }
      skipLineEnds();
      return at < bytes.length ? at : undefined;
    }
  }
}
