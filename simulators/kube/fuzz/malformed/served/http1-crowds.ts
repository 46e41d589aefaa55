import { type Attack, crowd, pour } from "./crowd.ts";

const big = "/api/v1/namespaces/big/configmaps";
const post = "POST /api/v1/namespaces/default/configmaps HTTP/1.1";

function head(token: string, line: string, ...more: string[]): string {
  const own = ["Host: localhost", `Authorization: Bearer ${token}`, ...more];
  return `${[line, ...own].join("\r\n")}\r\n\r\n`;
}

const json = "Content-Type: application/json";

/** Crowds that speak HTTP/1.1, slowly, at length or without listening. */
export const http1Crowds: Attack[] = [
  {
    name: "500 heads that come a byte a time",
    run: (on) =>
      crowd(on, {
        ...{ count: 500, over: "http/1.1" },
        use(socket) {
          const bytes = Buffer.from(head(on.server.token, `GET ${big} HTTP/1.1`));
          void drip(on.clock, bytes, 100, (piece) => socket.write(piece) && !socket.destroyed);
        },
      }),
  },
  {
    name: "300 heads of 120 KB that never end",
    run: (on) =>
      crowd(on, {
        ...{ count: 300, over: "http/1.1" },
        use(socket) {
          socket.write(`GET ${big} HTTP/1.1\r\nHost: a\r\nx: ${"y".repeat(120_000)}`);
        },
      }),
  },
  {
    name: "500 bodies that never end",
    run: (on) =>
      crowd(on, {
        ...{ count: 500, over: "http/1.1" },
        use(socket) {
          socket.resume();
          socket.write(head(on.server.token, post, json, "Content-Length: 3000000"));
          socket.write(Buffer.alloc(2_900_000, 32));
        },
      }),
  },
  {
    name: "20 bodies of 200 MB",
    run: (on) =>
      crowd(on, {
        ...{ count: 20, over: "http/1.1" },
        use(socket) {
          socket.resume();
          socket.write(head(on.server.token, post, json, "Content-Length: 200000000"));
          let left = 200 * on.scale;
          const piece = Buffer.alloc(1_000_000, 32);
          pour(socket, () => (left-- > 0 ? piece : undefined));
        },
      }),
  },
  {
    name: "1,000 lists that nobody reads",
    run: (on) =>
      crowd(on, {
        ...{ count: 1000, over: "http/1.1" },
        use(socket) {
          socket.pause();
          socket.write(head(on.server.token, `GET ${big} HTTP/1.1`));
        },
      }),
  },
  {
    name: "500 lists as tables that nobody reads",
    run: (on) =>
      crowd(on, {
        ...{ count: 500, over: "http/1.1" },
        use(socket) {
          socket.pause();
          const accept = "Accept: application/json;as=Table;v=v1;g=meta.k8s.io";
          socket.write(head(on.server.token, `GET ${big} HTTP/1.1`, accept));
        },
      }),
  },
  {
    name: "500 gets of a megabyte that nobody reads",
    run: (on) =>
      crowd(on, {
        ...{ count: 500, over: "http/1.1" },
        use(socket) {
          socket.pause();
          socket.write(head(on.server.token, `GET ${big}/mega HTTP/1.1`).repeat(4));
        },
      }),
  },
  {
    name: "500 watches from the beginning that nobody reads",
    run: (on) =>
      crowd(on, {
        ...{ count: 500, over: "http/1.1" },
        use(socket) {
          socket.pause();
          socket.write(head(on.server.token, `GET ${big}?watch=1&resourceVersion=0 HTTP/1.1`));
        },
      }),
  },
  {
    name: "20 times 5,000 lists at once on one connection",
    run: (on) =>
      crowd(on, {
        ...{ count: 20, over: "http/1.1" },
        use(socket) {
          socket.pause();
          const asked = Buffer.from(head(on.server.token, `GET ${big} HTTP/1.1`).repeat(50));
          let left = 100 * on.scale;
          pour(socket, () => (left-- > 0 ? asked : undefined));
        },
      }),
  },
];

/** A byte a time until `write` says no more. */
async function drip(
  clock: { sleep(ms: number): Promise<void> },
  bytes: Buffer,
  everyMs: number,
  write: (piece: Uint8Array) => boolean,
) {
  for (let at = 0; at < bytes.length - 2; at += 1) {
    if (!write(bytes.subarray(at, at + 1))) return;
    await clock.sleep(everyMs);
  }
}
