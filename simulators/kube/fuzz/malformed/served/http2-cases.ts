import { fields, flags, frame, frameTypes, preface, settings, uint32 } from "./http2-frames.ts";
import type { WireCase } from "./wire-case.ts";

const { data, headers, priority, reset, push, ping, goAway, window, continuation } = frameTypes;
const path = "/api/v1/namespaces/default/configmaps";
/** A table of no size, so that statuses can be read without one. */
const begin = Buffer.concat([preface, settings([[1, 0]])]);
const whole = flags.endStream | flags.endHeaders;

type Pair = [name: string, value: string];

function requestFields(token: string, ...more: Pair[]): Buffer {
  const own = more.map(([name]) => name);
  const usual: Pair[] = [
    [":method", "GET"],
    [":scheme", "https"],
    [":path", "/version"],
    [":authority", "localhost"],
  ];
  const first = more.filter(([name]) => name.startsWith(":"));
  const rest = more.filter(([name]) => !name.startsWith(":"));
  return fields([
    ...usual.filter(([name]) => !own.includes(name)),
    ...first,
    ["authorization", `Bearer ${token}`],
    ...rest,
  ]);
}

function ask(token: string, options: { stream?: number; flags?: number }, ...more: Pair[]): Buffer {
  const { stream = 1, flags: set = whole } = options;
  return frame(headers, { stream, flags: set, payload: requestFields(token, ...more) });
}

const post: Pair[] = [
  [":method", "POST"],
  [":path", path],
  ["content-type", "application/json"],
];

/** Sequences of frames out of order or out of measure, and some that are only just in it. */
export const http2Cases: WireCase[] = [
  sequence("a request", (token) => [ask(token, {})], { due: true }),
  sequence("no preface", (token) => [Buffer.from("nonsense nonsense nonsense"), ask(token, {})], {
    bare: true,
  }),
  sequence("no settings", (token) => [preface, ask(token, {})], { bare: true }),
  sequence("a stream of an even number", (token) => [ask(token, { stream: 2 })]),
  sequence("a stream of number 0", (token) => [ask(token, { stream: 0 })]),
  sequence("streams in falling order", (token) => [
    ask(token, { stream: 9 }),
    ask(token, { stream: 3 }),
  ]),
  sequence("data before headers", () => [frame(data, { stream: 1, payload: uint32(1) })]),
  sequence("data on stream 0", () => [frame(data, { payload: uint32(1) })]),
  sequence("data after the end", (token) => [
    ask(token, {}),
    frame(data, { stream: 1, payload: uint32(1) }),
  ]),
  sequence("a continuation of nothing", () => [
    frame(continuation, { stream: 1, flags: flags.endHeaders }),
  ]),
  sequence("a ping within headers", (token) => [
    ask(token, { flags: flags.endStream }),
    frame(ping, { payload: Buffer.alloc(8) }),
  ]),
  sequence("a push", () => [frame(push, { stream: 1, payload: uint32(2) })]),
  sequence("a ping of 7 bytes", () => [frame(ping, { payload: Buffer.alloc(7) })]),
  sequence("a ping on a stream", () => [frame(ping, { stream: 1, payload: Buffer.alloc(8) })]),
  sequence("settings of 5 bytes", () => [frame(frameTypes.settings, { payload: Buffer.alloc(5) })]),
  sequence("an answer to settings with a payload", () => [
    frame(frameTypes.settings, { flags: flags.ack, payload: Buffer.alloc(6) }),
  ]),
  sequence("a window beyond 2^31", () => [settings([[4, 0x80000000]])]),
  sequence("frames larger than may be", () => [settings([[5, 1]])]),
  sequence("a window that grows by nothing", () => [frame(window, { payload: uint32(0) })]),
  sequence("a window that overflows", () => [frame(window, { payload: uint32(0x7fffffff) })]),
  sequence("a reset of an idle stream", () => [frame(reset, { stream: 5, payload: uint32(8) })]),
  sequence("a reset of stream 0", () => [frame(reset, { payload: uint32(8) })]),
  sequence(
    "a stream that depends on itself",
    () => [frame(priority, { stream: 1, payload: Buffer.from([0, 0, 0, 1, 16]) })],
    { silent: true },
  ),
  sequence("padding longer than the frame", (token) => [
    ask(token, { flags: flags.endHeaders }, ...post),
    frame(data, { stream: 1, flags: flags.padded, payload: Buffer.from([200, 1, 2]) }),
  ]),
  sequence("a frame of 2 MB", () => [frame(data, { stream: 1, length: 2_000_000 })]),
  sequence("a frame of no known type", (token) => [
    frame(200, { payload: Buffer.alloc(100) }),
    ask(token, {}),
  ]),
  sequence("a goodbye and a request", (token) => [
    frame(goAway, { payload: Buffer.alloc(8) }),
    ask(token, {}),
  ]),
  sequence("fields that aren't compressed right", () => [
    frame(headers, { stream: 1, flags: whole, payload: Buffer.from("ffffffffffffffff", "hex") }),
  ]),
  sequence("an index that no table has", () => [
    frame(headers, { stream: 1, flags: whole, payload: Buffer.from([0xfe]) }),
  ]),
  sequence("no method", () => [
    frame(headers, { stream: 1, flags: whole, payload: fields([[":path", "/version"]]) }),
  ]),
  sequence("two paths", () => [
    frame(headers, {
      ...{ stream: 1, flags: whole },
      payload: fields([
        [":method", "GET"],
        [":scheme", "https"],
        [":path", "/a"],
        [":path", "/b"],
      ]),
    }),
  ]),
  sequence("an empty path", (token) => [ask(token, {}, [":path", ""])]),
  sequence("a path without a slash", (token) => [ask(token, {}, [":path", "version"])]),
  sequence("a path with a broken escape", (token) => [ask(token, {}, [":path", "/%zz"])]),
  sequence("a path with a space", (token) => [ask(token, {}, [":path", "/a b"])]),
  sequence("a part of the request line nobody knows", (token) => [ask(token, {}, [":odd", "x"])]),
  sequence("the request line after the headers", () => [
    frame(headers, {
      ...{ stream: 1, flags: whole },
      payload: fields([
        ["a", "b"],
        [":method", "GET"],
        [":scheme", "https"],
        [":path", "/version"],
      ]),
    }),
  ]),
  sequence("a name in capitals", (token) => [ask(token, {}, ["X-Upper", "x"])]),
  sequence("a header of the connection", (token) => [ask(token, {}, ["connection", "close"])]),
  sequence("chunks", (token) => [ask(token, {}, ["transfer-encoding", "chunked"])]),
  sequence("a value with a line end", (token) => [ask(token, {}, ["x", "a\r\nb"])]),
  sequence("CONNECT", (token) => [ask(token, {}, [":method", "CONNECT"])]),
  sequence("TRACE", (token) => [ask(token, {}, [":method", "TRACE"])]),
  sequence("a method nobody knows", (token) => [ask(token, {}, [":method", "BREW"])]),
  sequence("a length that the body hasn't", (token) => [
    ask(token, { flags: flags.endHeaders }, ...post, ["content-length", "100"]),
    frame(data, { stream: 1, flags: flags.endStream, payload: Buffer.from("{}") }),
  ]),
  sequence(
    "a body broken off",
    (token) => [
      ask(token, { flags: flags.endHeaders }, ...post),
      frame(data, { stream: 1, payload: Buffer.from('{"a":') }),
      frame(reset, { stream: 1, payload: uint32(8) }),
    ],
    { silent: true },
  ),
  sequence("a body larger than is taken", (token) => [
    ask(token, { flags: whole }, ...post, ["content-length", "4000000"]),
  ]),
  sequence("3,000 headers", (token) => [
    ...spread(
      requestFields(token, ...Array.from({ length: 3000 }, (_, at): Pair => [`x-${at}`, "y"])),
    ),
  ]),
  sequence("a header of 100 KB", (token) =>
    spread(requestFields(token, ["x", "y".repeat(100_000)])),
  ),
  sequence("a header of 1.2 MB", (token) =>
    spread(requestFields(token, ["x", "y".repeat(1_200_000)])),
  ),
  sequence(
    "300 requests at once",
    (token) => [
      Buffer.concat(Array.from({ length: 300 }, (_, at) => ask(token, { stream: 2 * at + 1 }))),
    ],
    { due: true },
  ),
];

/** A block of fields over as many frames as it takes. */
function spread(block: Buffer): Buffer[] {
  const size = 16_384;
  const frames: Buffer[] = [];
  for (let at = 0; at < block.length; at += size) {
    const last = at + size >= block.length ? flags.endHeaders : 0;
    const payload = block.subarray(at, at + size);
    frames.push(
      at === 0
        ? frame(headers, { stream: 1, flags: flags.endStream | last, payload })
        : frame(continuation, { stream: 1, flags: last, payload }),
    );
  }
  return [Buffer.concat(frames)];
}

function sequence(
  name: string,
  make: (token: string) => Uint8Array[],
  { bare, ...more }: { due?: boolean; silent?: boolean; bare?: boolean } = {},
): WireCase {
  const bytes = (token: string) => (bare ? make(token) : [begin, ...make(token)]);
  return { name: `h2: ${name}`, over: "h2", bytes, ...more };
}
