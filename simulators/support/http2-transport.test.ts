import { once } from "node:events";
import { type ClientHttp2Session, connect, constants } from "node:http2";
import { expect, onTestFinished, test } from "vitest";
import { ConnectionCut, type Handler } from "./handler.ts";
import { ClientLeft, type HttpListenerOptions } from "./http-listener.ts";
import { listener } from "./testing/started-listener.ts";
import { pki } from "./testing/transports.ts";

/** A listener and a connection to it. */
async function connected(handler: Handler, options: Partial<HttpListenerOptions> = {}) {
  const started = await listener(handler, { transport: "http/2", ...options });
  const session = connect(started.origin, { ca: pki.caCertificate });
  session.on("error", () => {});
  onTestFinished(() => session.destroy());
  return { ...started, session };
}

async function textOf(session: ClientHttp2Session, path: string) {
  return Buffer.concat(await session.request({ ":path": path }).toArray()).toString();
}

/** Bodies that go on until the test ends, and what became of their requests. */
function endless() {
  const reasons = new Map<string, unknown>();
  const entered = Promise.withResolvers<void>();
  const handler: Handler = async ({ url, signal }) => {
    const { pathname } = new URL(url);
    if (pathname === "/quick") return new Response("quick");
    const aborted = Promise.withResolvers<void>();
    signal.addEventListener("abort", () => {
      reasons.set(pathname, signal.reason);
      aborted.resolve();
    });
    entered.resolve();
    await (pathname === "/unanswered" && aborted.promise);
    const start = (controller: ReadableStreamDefaultController) =>
      controller.enqueue(Buffer.from("begun"));
    return new Response(new ReadableStream({ start }));
  };
  return { handler, reasons, entered: entered.promise };
}

test("a stream that its client resets ends alone", async () => {
  const { handler, reasons } = endless();
  const { session } = await connected(handler);
  const [left, stays] = ["/left", "/stays"].map((path) => session.request({ ":path": path }));
  await Promise.all([left, stays].map((stream) => stream && once(stream, "data")));
  left?.close(constants.NGHTTP2_CANCEL);
  while (!reasons.has("/left")) expect(await textOf(session, "/quick")).toBe("quick");
  expect([...reasons]).toEqual([["/left", expect.any(ClientLeft)]]);
  expect(stays?.closed).toBe(false);
});

test("a cut takes the connection's other requests with it", async () => {
  const { handler, reasons, entered } = endless();
  const { session } = await connected(async (request, context) => {
    if (request.url.endsWith("/cut")) throw new ConnectionCut("reset", "test");
    return handler(request, context);
  });
  const other = session.request({ ":path": "/unanswered" }).on("error", () => {});
  await entered;
  session.request({ ":path": "/cut" }).on("error", () => {});
  await once(other, "close");
  expect(session.closed || session.destroyed).toBe(true);
  expect([...reasons]).toEqual([["/unanswered", expect.any(ConnectionCut)]]);
});

test("an answer that fails half way ends alone, with an error", async () => {
  const broken = new Error("broken");
  async function* half() {
    yield Buffer.from("half");
    throw broken;
  }
  const errors: unknown[] = [];
  const { session } = await connected(
    async ({ url }) =>
      new Response(url.endsWith("/half") ? ReadableStream.from(half()) : "the other"),
    { onError: (error) => errors.push(error) },
  );
  const stream = session.request({ ":path": "/half" });
  const failed = expect(stream.toArray()).rejects.toThrow("INTERNAL_ERROR");
  await failed;
  expect(errors).toEqual([broken]);
  expect(await textOf(session, "/other")).toBe("the other");
});

test("a stream that isn't read holds up no other on its connection", async () => {
  const { session } = await connected(
    async ({ url }) => new Response(url.endsWith("/big") ? new Uint8Array(5_000_000) : "small"),
  );
  const unread = session.request({ ":path": "/big" });
  await once(unread, "response");
  expect(await textOf(session, "/small")).toBe("small");
  expect(Buffer.concat(await unread.toArray()).length).toBe(5_000_000);
});

test("answers as many requests at a time as Go's server, on one connection", async () => {
  const all = Promise.withResolvers<void>();
  let entered = 0;
  const { session } = await connected(async () => {
    entered += 1;
    if (entered === 250) all.resolve();
    await all.promise;
    return new Response("together");
  });
  await once(session, "remoteSettings");
  expect(session.remoteSettings.maxConcurrentStreams).toBe(250);
  const texts = await Promise.all(Array.from({ length: 250 }, () => textOf(session, "/")));
  expect(new Set(texts)).toEqual(new Set(["together"]));
});

test("pings stay unanswered in a black hole, and are answered after it", async () => {
  const { session, doors } = await connected(async () => new Response("hello"));
  expect(await textOf(session, "/")).toBe("hello");
  const hole = doors.blackhole("mark");
  const answered = Promise.withResolvers<void>();
  let pings = 0;
  session.ping(() => {
    pings += 1;
    answered.resolve();
  });
  // As long as a ping that is answered takes, many times over.
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect([pings, hole.met()]).toEqual([0, 1]);
  hole.end();
  await answered.promise;
  expect(await textOf(session, "/")).toBe("hello");
});
