import { connect } from "node:tls";

/**
 * A connection of HTTP/2 over TLS that asks one thing at a time. Written for the benchmark: a client
 * that costs next to nothing leaves the cores to the servers it measures.
 */
export interface Connection extends Disposable {
  /** @param onData told of each piece of the body; the answer's bytes are counted either way. */
  ask(request: Asked, onData?: (piece: Buffer) => void): Promise<Answered>;
}

export interface Asked {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  contentType?: string;
  body?: Buffer;
}

export interface Answered {
  status: number;
  bytes: number;
}

const kinds = { data: 0, headers: 1, reset: 3, settings: 4, ping: 6, goAway: 7, window: 8 };
const endStream = 1;
const endHeaders = 4;
const windowBytesMax = 2 ** 31 - 1;
const windowStepBytes = 64 * 1024 * 1024;

export async function openConnection(target: {
  port: number;
  ca: string;
  token: string;
}): Promise<Connection> {
  const { port, ca, token } = target;
  const socket = connect({ host: "127.0.0.1", port, ca, ALPNProtocols: ["h2"] });
  await new Promise<void>((resolve, reject) => {
    socket.once("secureConnect", resolve).once("error", reject);
  });
  socket.setNoDelay(true);
  const settings = Buffer.alloc(18);
  // No dynamic table, no push, all windows open.
  writeSetting(settings, 0, 1, 0);
  writeSetting(settings, 6, 2, 0);
  writeSetting(settings, 12, 4, windowBytesMax);
  socket.write(
    Buffer.concat([
      Buffer.from("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
      frame(kinds.settings, 0, 0, settings),
      frame(kinds.window, 0, 0, uint32(windowBytesMax - 65_535)),
    ]),
  );
  const common = Buffer.concat([
    Buffer.from([0x87]),
    indexed(1, `127.0.0.1:${port}`),
    literal("authorization", `Bearer ${token}`),
    literal("user-agent", "bench/v1"),
    literal("accept", "application/json"),
  ]);

  let streamId = -1;
  let current: {
    resolve(answered: Answered): void;
    reject(error: Error): void;
    answered: Answered;
    onData: ((piece: Buffer) => void) | undefined;
  };
  let consumed = 0;
  const take = (kind: number, flags: number, payload: Buffer) => {
    if (kind === kinds.data) {
      current.answered.bytes += payload.length;
      current.onData?.(payload);
      consumed += payload.length;
      if (consumed > windowStepBytes) {
        socket.write(frame(kinds.window, 0, 0, uint32(consumed)));
        consumed = 0;
      }
    } else if (kind === kinds.headers) {
      if (current.answered.status === 0) current.answered.status = statusOf(payload);
    } else if (kind === kinds.settings && (flags & 1) === 0) {
      socket.write(frame(kinds.settings, 1, 0, Buffer.alloc(0)));
    } else if (kind === kinds.ping && (flags & 1) === 0) {
      socket.write(frame(kinds.ping, 1, 0, payload));
    } else if (kind === kinds.reset || kind === kinds.goAway) {
      current?.reject(new Error(`frame ${kind}: ${payload.toString("hex")}`));
    }
    const whole = kind === kinds.data || kind === kinds.headers;
    if (whole && flags & endStream) current.resolve(current.answered);
  };
  let held = Buffer.alloc(0);
  socket.on("data", (piece) => {
    let bytes = held.length > 0 ? Buffer.concat([held, piece]) : piece;
    while (bytes.length >= 9) {
      const length = bytes.readUIntBE(0, 3);
      if (bytes.length < 9 + length) break;
      take(bytes.readUInt8(3), bytes.readUInt8(4), bytes.subarray(9, 9 + length));
      bytes = bytes.subarray(9 + length);
    }
    held = bytes;
  });
  const broken = () => current?.reject(new Error("the connection ended"));
  socket.on("error", broken).on("close", broken);

  return {
    ask({ method, path, contentType, body }, onData) {
      streamId += 2;
      const head = [methods[method], indexed(4, path), common];
      if (contentType) head.push(literal("content-type", contentType));
      if (body) head.push(literal("content-length", String(body.length)));
      const flags = endHeaders | (body ? 0 : endStream);
      const frames = [frame(kinds.headers, flags, streamId, Buffer.concat(head))];
      if (body) frames.push(frame(kinds.data, endStream, streamId, body));
      return new Promise((resolve, reject) => {
        current = { resolve, reject, answered: { status: 0, bytes: 0 }, onData };
        socket.write(Buffer.concat(frames));
      });
    },
    [Symbol.dispose]: () => void socket.off("close", broken).destroy(),
  };
}

const methods = {
  GET: Buffer.from([0x82]),
  POST: Buffer.from([0x83]),
  PATCH: indexed(2, "PATCH"),
  DELETE: indexed(2, "DELETE"),
};

/** Static entries of RFC 7541 stand for the usual codes, text or its Huffman form for the rest. */
function statusOf(block: Buffer): number {
  let at = 0;
  // A change of the table's size may come first.
  while (((block[at] ?? 0) & 0xe0) === 0x20) at += 1;
  const first = block[at] ?? 0;
  const known = [200, 204, 206, 304, 400, 404, 500][first - 0x88];
  if (known !== undefined) return known;
  const length = block[at + 1] ?? 0;
  const value = block.subarray(at + 2, at + 2 + (length & 0x7f));
  return Number(length & 0x80 ? digitsOf(value) : value.toString());
}

/** Digits 0 to 2 have five bits in the Huffman code, 3 to 9 six. */
function digitsOf(value: Buffer): string {
  let bits = "";
  for (const byte of value) bits += byte.toString(2).padStart(8, "0");
  let digits = "";
  while (digits.length < 3 && bits.length >= 5) {
    const five = Number.parseInt(bits.slice(0, 5), 2);
    const wide = five > 2;
    digits += wide ? Number.parseInt(bits.slice(0, 6), 2) - 0x19 + 3 : five;
    bits = bits.slice(wide ? 6 : 5);
  }
  return digits;
}

function frame(kind: number, flags: number, stream: number, payload: Buffer): Buffer {
  const head = Buffer.alloc(9);
  head.writeUIntBE(payload.length, 0, 3);
  head.writeUInt8(kind, 3);
  head.writeUInt8(flags, 4);
  head.writeUInt32BE(stream, 5);
  return Buffer.concat([head, payload]);
}

function literal(name: string, value: string): Buffer {
  return Buffer.concat([Buffer.from([0]), text(name), text(value)]);
}

function indexed(name: number, value: string): Buffer {
  return Buffer.concat([Buffer.from([name]), text(value)]);
}

function text(value: string): Buffer {
  const bytes = Buffer.from(value);
  const rest = bytes.length - 127;
  if (rest < 0) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const length = rest < 128 ? [127, rest] : [127, (rest & 127) | 128, rest >> 7];
  return Buffer.concat([Buffer.from(length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

function writeSetting(into: Buffer, at: number, name: number, value: number) {
  into.writeUInt16BE(name, at);
  into.writeUInt32BE(value, at + 2);
}
