import { KubeConfig } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import type { Handler } from "../../../simulators/support/handler.ts";
import { startHttpListener } from "../../../simulators/support/http-listener.ts";
import { HarnessError } from "../../core/failure.ts";
import { connectCluster } from "./cluster-connection.ts";
import { postThroughApi } from "./post-through-api.ts";

async function served(handler: Handler) {
  const listener = await startHttpListener({ handler });
  const config = new KubeConfig();
  config.loadFromClusterAndUser(
    { name: "a", server: listener.origin, skipTLSVerify: true },
    { name: "a", token: "secret" },
  );
  const connection = connectCluster(config, new AbortController().signal);
  return { connection, [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose]() };
}

async function collect(lines: AsyncIterable<string>): Promise<string[]> {
  const found: string[] = [];
  for await (const line of lines) found.push(line);
  return found;
}

const { signal } = new AbortController();

test("lines come as they are written, and end with the signal", async () => {
  const written = Promise.withResolvers<ReadableStreamDefaultController>();
  const body = new ReadableStream({ start: (controller) => written.resolve(controller) });
  await using at = await served(async () => new Response(body));
  const ending = new AbortController();
  const lines = at.connection.lines("/log", ending.signal)[Symbol.asyncIterator]();
  const first = lines.next();
  (await written.promise).enqueue(new TextEncoder().encode("one\ntw"));
  expect((await first).value).toBe("one");
  const second = lines.next().catch((error) => error);
  ending.abort();
  expect(await second).not.toMatchObject({ value: "one" });
});

test("another answer than 200 is an error with its words", async () => {
  await using at = await served(async () => new Response("is waiting to start", { status: 400 }));
  await expect(collect(at.connection.lines("/log", signal))).rejects.toThrow(
    /GET \/log was answered 400: is waiting to start/,
  );
});

test("an object that is refused is an error that names it", async () => {
  await using at = await served(async () => new Response("no", { status: 422 }));
  const object = { apiVersion: "v1", kind: "Secret", metadata: { name: "a", namespace: "b" } };
  await expect(at.connection.apply(object)).rejects.toThrow(HarnessError);
  await expect(at.connection.apply(object)).rejects.toThrow("applying Secret a was answered 422");
});

test("webhooks go through the API server to the Service, with their headers", async () => {
  const seen: string[] = [];
  await using at = await served(async (request) => {
    const { pathname } = new URL(request.url);
    seen.push(request.method, pathname, request.headers.get("x-signature") ?? "");
    return new Response(await request.text(), { status: 202 });
  });
  const post = postThroughApi(at.connection, { namespace: "flux-system" });
  const hook = { path: "/hook/abc", headers: { "x-signature": "s" }, body: "{}" };
  expect(await post(hook, signal)).toBe(202);
  const service = "/api/v1/namespaces/flux-system/services/http:webhook-receiver:80/proxy";
  expect(seen).toEqual(["POST", `${service}/hook/abc`, "s"]);
});
