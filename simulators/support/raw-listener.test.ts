import { once } from "node:events";
import { connect } from "node:net";
import { expect, onTestFinished, test } from "vitest";
import { ConnectionCut, type Handler } from "./handler.ts";
import { startRawListener } from "./raw-listener.ts";
import { rawRequest } from "./testing/raw-request.ts";

const errors: unknown[] = [];

async function listener(handler: Handler) {
  errors.length = 0;
  const onError = (error: unknown) => void errors.push(error);
  const started = await startRawListener({ handler, scheme: "ssh", target: "/x.git", onError });
  onTestFinished(() => started[Symbol.asyncDispose]());
  return started;
}

const echo: Handler = async ({ body }) => new Response(body);

test("a connection is one request: what comes is its body, what goes its answer's, and nothing else", async () => {
  const asked: string[] = [];
  const { port } = await listener(async (request, context) => {
    asked.push(`${request.method} ${request.url}`);
    return echo(request, context);
  });
  const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true });
  let text = "";
  socket.on("data", (chunk) => {
    text += chunk;
  });
  socket.write("one ");
  await once(socket, "data");
  socket.end("two");
  await once(socket, "close");
  expect(text).toBe("one two");
  expect(asked).toEqual([`POST ssh://127.0.0.1:${port}/x.git`]);
});

test("the request of a client that leaves is aborted", async () => {
  const gone = Promise.withResolvers<unknown>();
  const { port } = await listener(({ signal }) => {
    signal.addEventListener("abort", () => gone.resolve(signal.reason));
    return new Promise(() => {});
  });
  const socket = connect(port, "127.0.0.1");
  socket.on("error", () => {});
  await once(socket, "connect");
  socket.resetAndDestroy();
  expect(String(await gone.promise)).toContain("the client closed the connection");
});

test.each(["close", "reset"] as const)("a handler may cut the connection: %s", async (how) => {
  const { port } = await listener(async () => {
    throw new ConnectionCut(how, "a test");
  });
  const { outcome } = rawRequest({ port, text: "hello", forMs: 10_000 });
  expect(await outcome).toMatchObject({ how: how === "close" ? "closed" : "reset", text: "" });
  expect(errors).toEqual([]);
});

test("a handler that throws is told of, and its client gets no words that its protocol doesn't have", async () => {
  const { port } = await listener(() => Promise.reject(new Error("broken")));
  const { text } = await rawRequest({ port, text: "hello", forMs: 10_000 }).outcome;
  expect(text).toBe("");
  expect(errors).toEqual([new Error("broken")]);
});
