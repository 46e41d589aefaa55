/** Frames of HTTP/2 (RFC 9113, section 4), also those that no library would send. */

export const frameTypes = {
  data: 0,
  headers: 1,
  priority: 2,
  reset: 3,
  settings: 4,
  push: 5,
  ping: 6,
  goAway: 7,
  window: 8,
  continuation: 9,
} as const;

export const flags = { endStream: 1, ack: 1, endHeaders: 4, padded: 8, priority: 32 } as const;

export const preface = Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n");

export interface Frame {
  type: number;
  flags: number;
  stream: number;
  payload: Buffer;
}

/** @param length said in the head, when it isn't the payload's. */
export function frame(
  type: number,
  options: { flags?: number; stream?: number; payload?: Uint8Array; length?: number } = {},
): Buffer {
  const { flags: set = 0, stream = 0, payload = Buffer.alloc(0) } = options;
  const head = Buffer.alloc(9);
  head.writeUIntBE(options.length ?? payload.length, 0, 3);
  head.writeUInt8(type, 3);
  head.writeUInt8(set, 4);
  head.writeUInt32BE(stream >>> 0, 5);
  return Buffer.concat([head, payload]);
}

export function settings(pairs: [id: number, value: number][] = []): Buffer {
  const payload = Buffer.alloc(pairs.length * 6);
  for (const [index, [id, value]] of pairs.entries()) {
    payload.writeUInt16BE(id, index * 6);
    payload.writeUInt32BE(value >>> 0, index * 6 + 2);
  }
  return frame(frameTypes.settings, { payload });
}

export function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}

/** Header fields as HPACK literals that no table keeps (RFC 7541, section 6.2.2). */
export function fields(pairs: [name: string, value: string][]): Buffer {
  return Buffer.concat(
    pairs.flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]),
  );
}

function literal(text: string): Buffer {
  const bytes = Buffer.from(text, "latin1");
  return Buffer.concat([integer(bytes.length, 7), bytes]);
}

function integer(value: number, bits: number): Buffer {
  const most = 2 ** bits - 1;
  if (value < most) return Buffer.from([value]);
  const bytes = [most];
  for (let left = value - most; ; left = Math.floor(left / 128)) {
    if (left < 128) return Buffer.from([...bytes, left]);
    bytes.push((left % 128) + 128);
  }
}

/** The whole frames there are in the bytes. */
export function framesOf(bytes: Buffer): Frame[] {
  const frames: Frame[] = [];
  for (let at = 0; at + 9 <= bytes.length; ) {
    const length = bytes.readUIntBE(at, 3);
    const payload = bytes.subarray(at + 9, at + 9 + length);
    if (payload.length < length) break;
    const stream = bytes.readUInt32BE(at + 5) & 0x7fffffff;
    frames.push({ type: bytes[at + 3] ?? 0, flags: bytes[at + 4] ?? 0, stream, payload });
    at += 9 + length;
  }
  return frames;
}

/** The status in a block of header fields, where it stands first, as it must. */
export function statusOf(block: Buffer): number | undefined {
  let at = 0;
  // Changes of the table's size come before all fields.
  for (; at < block.length && ((block[at] ?? 0) & 0xe0) === 0x20; at += 1) {
    if (((block[at] ?? 0) & 0x1f) === 0x1f) while (((block[at + 1] ?? 0) & 0x80) !== 0) at += 1;
  }
  const first = block[at] ?? 0;
  const known = [200, 204, 206, 304, 400, 404, 500][(first & 0x7f) - 8];
  if ((first & 0x80) !== 0) return known;
  const index = first & ((first & 0xc0) === 0x40 ? 0x3f : 0x0f);
  if (index < 8 || index > 14) return undefined;
  const length = (block[at + 1] ?? 0) & 0x7f;
  const text = block.subarray(at + 2, at + 2 + length);
  const huffman = ((block[at + 1] ?? 0) & 0x80) !== 0;
  return Number(huffman ? digits(text) : text.toString("latin1"));
}

/** Digits in the code of RFC 7541, appendix B: 0 to 2 take five bits, the others six. */
function digits(bytes: Buffer): string {
  let bits = "";
  for (const byte of bytes) bits += byte.toString(2).padStart(8, "0");
  let text = "";
  while (bits.length >= 5) {
    const short = Number.parseInt(bits.slice(0, 5), 2);
    if (short <= 2) text += short;
    else if (bits.length >= 6) text += Number.parseInt(bits.slice(0, 6), 2) - 0b011001 + 3;
    bits = bits.slice(short <= 2 ? 5 : 6);
    if (text.length === 3) break;
  }
  return text;
}
