import { type Attack, crowd } from "./crowd.ts";

/** The first bytes of a TLS client that wants 512 bytes more to be read. */
const hello = Buffer.concat([Buffer.from("1603010200010001fc0303", "hex"), Buffer.alloc(80, 7)]);

/** Crowds that don't get as far as HTTP. */
export const tlsCrowds: Attack[] = [
  {
    name: "2,000 connections that say nothing",
    run: (on) => crowd(on, { count: 2000, over: "tcp", use: (socket) => void socket.resume() }),
  },
  {
    name: "1,000 connections over TLS that ask nothing",
    run: (on) => crowd(on, { count: 1000, over: "h2", use: (socket) => void socket.resume() }),
  },
  {
    name: "1,000 beginnings of TLS",
    run: (on) => crowd(on, { count: 1000, over: "tcp", use: (socket) => void socket.write(hello) }),
  },
  {
    name: "1,000 connections of random bytes",
    run: (on) =>
      crowd(on, {
        ...{ count: 1000, over: "tcp" },
        use(socket, index) {
          const random = on.random.fork(String(index));
          const bytes = Array.from({ length: 1 + random.below(600) }, () => random.below(256));
          // Half of them look like TLS at first.
          const first = index % 2 === 0 ? [22, 3, 1, 2, 0] : [];
          socket.resume();
          socket.write(Buffer.from([...first, ...bytes]));
        },
      }),
  },
  {
    name: "500 requests without TLS",
    run: (on) =>
      crowd(on, {
        ...{ count: 500, over: "tcp" },
        use: (socket) => void socket.resume().write("GET /version HTTP/1.1\r\nHost: a\r\n\r\n"),
      }),
  },
  {
    name: "500 connections broken within TLS",
    run: (on) =>
      crowd(on, {
        ...{ count: 500, over: "tcp" },
        use(socket, index) {
          socket.resume().write(hello.subarray(0, 5 + (index % 60)));
          if (index % 2 === 0) socket.resetAndDestroy();
          else socket.end();
        },
      }),
  },
];
