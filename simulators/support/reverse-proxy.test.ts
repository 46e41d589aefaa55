import { createHash } from "node:crypto";
import { once } from "node:events";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync, gzipSync } from "node:zlib";
import { expect, onTestFinished, test } from "vitest";
import { createFaultLayer } from "./fault-layer.ts";
import type { Handler } from "./handler.ts";
import { startHttpListener } from "./http-listener.ts";
import { manualClock } from "./manual-clock.ts";
import { reverseProxy } from "./reverse-proxy.ts";
import { getRequest, rawRequest } from "./testing/raw-request.ts";

/** A real server, the proxy before it, and faults between the proxy and its clients. */
async function proxied(upstream: RequestListener, path = "") {
  const server = createServer(upstream);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  const proxy = reverseProxy({ baseUrl: `http://127.0.0.1:${port}${path}` });
  const handler: Handler = (request, context) => faults.handle(request, context);
  const listener = await startHttpListener({ handler });
  const faults = createFaultLayer({
    handler: proxy,
    clock: manualClock(),
    doors: listener.doors,
    matches: () => true,
  });
  onTestFinished(async () => {
    await listener[Symbol.asyncDispose]();
    proxy[Symbol.dispose]();
    server.closeAllConnections();
    server.close();
  });
  return { ...listener, faults, server };
}

test("passes requests on and answers back, whatever their encoding", async () => {
  const { origin } = await proxied((incoming, outgoing) => {
    const hash = createHash("sha256");
    incoming
      .on("data", (chunk) => hash.update(chunk))
      .on("end", () => {
        outgoing.writeHead(207, { "content-encoding": "gzip", "set-cookie": ["a=1", "b=2"] });
        outgoing.end(
          gzipSync(
            `${incoming.method} ${incoming.url} ${incoming.headers["x-in"]} ${hash.digest("hex")}`,
          ),
        );
      });
  }, "/base/");
  const body = Buffer.alloc(3_000_000, "x");
  const response = await fetch(`${origin}/p?q`, { method: "PUT", body, headers: { "x-in": "1" } });
  const expected = createHash("sha256").update(body).digest("hex");
  expect(response.status).toBe(207);
  expect(response.headers.getSetCookie()).toEqual(["a=1", "b=2"]);
  expect(await response.text()).toBe(`PUT /base/p?q 1 ${expected}`);
});

test("leaves the bytes of a compressed answer alone", async () => {
  const { port } = await proxied((_incoming, outgoing) => {
    const zipped = gzipSync("plain");
    outgoing.writeHead(200, { "content-encoding": "gzip", "content-length": zipped.length });
    outgoing.end(zipped);
  });
  const { text, whole } = await rawRequest({ port, text: getRequest("/"), forMs: 5000 }).outcome;
  const [head, body = ""] = text.split("\r\n\r\n");
  expect(whole).toBe(true);
  expect(head?.toLowerCase()).toContain("content-encoding: gzip");
  expect(gunzipSync(Buffer.from(body, "latin1")).toString()).toBe("plain");
});

test("streams an endless answer, and lets go of the server when the client leaves", async () => {
  const left = Promise.withResolvers<void>();
  const { port } = await proxied((incoming, outgoing) => {
    outgoing.on("close", () => left.resolve());
    outgoing.write(`event of ${incoming.url}`);
  });
  const watch = rawRequest({ port, text: getRequest("/watch"), forMs: 5000 });
  await watch.received("event of /watch");
  watch.socket.destroy();
  await left.promise;
});

test("answers 502 when the server can't be reached, and cuts when it breaks off", async () => {
  const { port, server } = await proxied((_incoming, outgoing) => {
    outgoing.write("half", () => outgoing.destroy());
  });
  const get = () => rawRequest({ port, text: getRequest("/"), forMs: 5000 }).outcome;
  expect(await get()).toMatchObject({ how: "closed", whole: false });
  server.close();
  await once(server, "close");
  expect((await get()).text).toMatch(/^HTTP\/1.1 502 /);
});

test("the fault layer acts on a real server as it does on a simulated one", async () => {
  const { port, faults } = await proxied((_incoming, outgoing) => outgoing.end("x".repeat(1000)));
  const get = () => rawRequest({ port, text: getRequest("/"), forMs: 5000 }).outcome;
  const fault = await faults.inject({ target: "git-host", use: "resets", afterBytes: 500 });
  expect(await get()).toMatchObject({ how: "reset", whole: false });
  expect(await fault.remove()).toBe(1);
  expect(await get()).toMatchObject({ how: "closed", whole: true });
});
