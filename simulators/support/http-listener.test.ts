import { once } from "node:events";
import { PassThrough } from "node:stream";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../harness/core/failure.ts";
import { ConnectionCut } from "./handler.ts";
import { ClientLeft, startHttpListener } from "./http-listener.ts";
import { readWhole } from "./received-request.ts";
import { getRequest, rawRequest } from "./testing/raw-request.ts";
import { hello, listener } from "./testing/started-listener.ts";
import { client, send, textOf, transports } from "./testing/transports.ts";
import { wholeAnswer } from "./whole-answer.ts";

async function* breakingOff(how: "close" | "reset") {
  yield Buffer.from("first half");
  throw new ConnectionCut(how, "test");
}

describe.each(transports)("over %s", (transport) => {
  test("passes method, path, headers and body in, and status, headers and body out", async () => {
    const { port, origin } = await listener(
      async (request) => {
        const { pathname, search, origin } = new URL(request.url);
        const body = await request.text();
        const said = [request.method, origin, pathname, search, request.headers.get("x-in"), body];
        const headers = new Headers({ "x-out": "there" });
        for (const cookie of ["a=1", "b=2"]) headers.append("set-cookie", cookie);
        return new Response(said.join(" "), { status: 201, headers });
      },
      { transport },
    );
    const sent = await send({
      ...{ transport, port, path: "/a%20b?c=d", method: "POST", body: Buffer.from("text") },
      headers: { "x-in": "here" },
    });
    expect(sent.status).toBe(201);
    expect(sent.headers).toMatchObject({ "x-out": "there", "set-cookie": ["a=1", "b=2"] });
    expect(await textOf(sent)).toBe(`POST ${origin} /a%20b ?c=d here text`);
  });

  test("streams both ways: each chunk is answered before the next is sent", async () => {
    const { port } = await listener(async (request) => new Response(request.body), { transport });
    const body = new PassThrough();
    body.write("one");
    const sent = await send({ transport, port, method: "POST", body });
    expect(String((await once(sent.body, "data"))[0])).toBe("one");
    body.write("two");
    expect(String((await once(sent.body, "data"))[0])).toBe("two");
    body.end();
    await once(sent.body, "end");
  });

  test("answers HEAD with a head alone, and goes on", async () => {
    const { port } = await listener(hello, { transport });
    for (const method of ["HEAD", "HEAD"]) {
      const sent = await send({ transport, port, method });
      expect([sent.status, await textOf(sent)]).toEqual([200, ""]);
    }
  });

  test("pulls no more from a body than a client that doesn't read lets through", async () => {
    const chunk = new Uint8Array(1024 * 1024);
    let pulled = 0;
    let calm = Promise.withResolvers<void>();
    let timer: NodeJS.Timeout | undefined;
    const { port } = await listener(
      async () => {
        const pull = (controller: ReadableStreamDefaultController) => {
          pulled += 1;
          clearTimeout(timer);
          timer = setTimeout(() => calm.resolve(), 200);
          if (pulled > 64) controller.close();
          else controller.enqueue(chunk);
        };
        return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
      },
      { transport },
    );
    const { body } = await send({ transport, port });
    await calm.promise;
    expect(pulled).toBeLessThan(32);
    calm = Promise.withResolvers();
    body.resume();
    await once(body, "end");
    clearTimeout(timer);
    expect(pulled).toBe(65);
  });

  test("aborts the request when the client leaves, whether or not it was answered yet", async () => {
    const reasons: unknown[] = [];
    const entered = Promise.withResolvers<void>();
    const left = Promise.withResolvers<void>();
    const canceled = Promise.withResolvers<void>();
    const { get } = await listener(
      async (request) => {
        request.signal.addEventListener("abort", () => {
          reasons.push(request.signal.reason);
          left.resolve();
        });
        if (request.url.endsWith("/unanswered")) {
          entered.resolve();
          await left.promise;
          return new Response();
        }
        const body = new ReadableStream({
          start: (controller) => controller.enqueue(Buffer.from("begin")),
          cancel: () => canceled.resolve(),
        });
        return new Response(body);
      },
      { transport },
    );
    const unanswered = get("/unanswered");
    await entered.promise;
    unanswered.leave();
    await left.promise;
    const begun = get("/begun");
    await begun.received("begin");
    begun.leave();
    await canceled.promise;
    expect(reasons).toEqual([expect.any(ClientLeft), expect.any(ClientLeft)]);
  });

  test.each([
    { how: "close", seen: "closed" },
    { how: "reset", seen: "reset" },
  ] as const)(
    "ends a connection by $how, in the middle of a body and before any answer",
    async ({ how, seen }) => {
      const { get } = await listener(
        async (request) => {
          if (request.url.endsWith("/before")) throw new ConnectionCut(how, "test");
          return new Response(ReadableStream.from(breakingOff(how)));
        },
        { transport },
      );
      const middle = await get("/middle").outcome;
      expect(middle).toMatchObject({ how: seen, whole: false });
      expect(middle.text).toContain("first half");
      expect(await get("/before").outcome).toEqual({ how: seen, whole: false, text: "" });
    },
  );

  test("answers 500 for a handler that throws, and tells of it", async () => {
    const errors: unknown[] = [];
    const broken = new Error("broken");
    const { get } = await listener(
      async () => {
        throw broken;
      },
      { transport, onError: (error) => errors.push(error) },
    );
    expect((await get("/").outcome).text).toMatch(/^HTTP\/[\d.]+ 500 /);
    expect(errors).toEqual([broken]);
  });

  test.each([0, 1])(
    "serves a connection's next request after %i chunks of a body were read",
    async (chunks) => {
      const { port } = await listener(
        async (request) => {
          const reader = request.body?.getReader();
          for (let count = 0; count < chunks; count += 1) await reader?.read();
          return new Response("hello");
        },
        { transport },
      );
      const sendAgain = client({ transport, port });
      for (let count = 0; count < 3; count += 1) {
        const body = new Uint8Array(3_000_000);
        expect(await textOf(await sendAgain({ method: "POST", body }))).toBe("hello");
      }
    },
  );

  test.each(["small", "large"])(
    "writes a %s answer that is whole with its length",
    async (size) => {
      const text = "ä".repeat(size === "small" ? 10 : 1_000_000);
      const bytes = Buffer.from(text);
      const { port } = await listener(
        async ({ url }) => wholeAnswer(url.endsWith("/text") ? text : bytes, { status: 201 }),
        { transport },
      );
      const sendAgain = client({ transport, port });
      for (const path of ["/text", "/bytes"]) {
        const sent = await sendAgain({ path });
        expect(sent.headers["content-length"]).toBe(String(bytes.length));
        expect(sent.status).toBe(201);
        expect((await textOf(sent)) === text).toBe(true);
        const head = await sendAgain({ path, method: "HEAD" });
        expect([head.headers["content-length"], await textOf(head)]).toEqual([
          `${bytes.length}`,
          "",
        ]);
      }
    },
  );

  test("doesn't abort a request that was answered", async () => {
    const signals: AbortSignal[] = [];
    const { port } = await listener(
      async ({ url, signal, body }) => {
        signals.push(signal);
        if (url.endsWith("/whole")) return wholeAnswer("whole");
        return new Response(url.endsWith("/echo") ? body : "streamed");
      },
      { transport },
    );
    const sendAgain = client({ transport, port });
    for (const path of ["/whole", "/streamed", "/echo"]) {
      for (const method of ["GET", "HEAD", "POST"]) {
        const body = method === "POST" ? { body: Buffer.from("said") } : {};
        await textOf(await sendAgain({ method, path, ...body }));
      }
    }
    sendAgain.leave();
    await textOf(await send({ transport, port }));
    expect(signals.map(({ aborted }) => aborted)).toEqual(Array(10).fill(false));
  });

  test("reads a body as a whole, up to a limit", async () => {
    const { port } = await listener(
      async (request) => {
        try {
          const { length } = await readWhole(request, 1_000_000);
          return wholeAnswer(`${length}`);
        } catch (error) {
          return wholeAnswer(String(error));
        }
      },
      { transport },
    );
    const sendAgain = client({ transport, port });
    const said: string[] = [];
    for (const bytes of [0, 1, 1_000_000, 1_000_001, 5_000_000, 3]) {
      const body = new Uint8Array(bytes);
      said.push(await textOf(await sendAgain({ method: "PUT", body })));
    }
    const tooLarge = "BodyTooLarge: the body is larger than 1000000 bytes";
    expect(said).toEqual(["0", "1", "1000000", tooLarge, tooLarge, "3"]);
  });

  test("a body that breaks off is never taken for a whole one", async () => {
    const seen = Promise.withResolvers<unknown>();
    const entered = Promise.withResolvers<void>();
    const { port } = await listener(
      async (request) => {
        entered.resolve();
        await readWhole(request, 1000).then(seen.resolve, seen.reject);
        return new Response();
      },
      { transport },
    );
    const body = new PassThrough();
    body.write("begun");
    const sendAgain = client({ transport, port });
    const sent = expect(sendAgain({ method: "POST", body })).rejects.toThrow();
    const read = expect(seen.promise).rejects.toThrow();
    await entered.promise;
    sendAgain.leave();
    await Promise.all([sent, read]);
  });
});

test.each(["http://[", "/\\\\[", "*", "//elsewhere/x"])(
  "always answers the target %s",
  async (target) => {
    const { get } = await listener(async (request) => new Response(new URL(request.url).host));
    const { text, how } = await get(target).outcome;
    expect(how).toBe("closed");
    expect(text).toMatch(/^HTTP\/1.1 (200|400) /);
    expect(text).not.toContain("elsewhere");
  },
);

test("names the port that is taken", async () => {
  const first = await listener(hello);
  const second = startHttpListener({ handler: hello, port: first.port });
  await expect(second).rejects.toThrow(UsageError);
  await expect(second).rejects.toThrow(`127.0.0.1:${first.port}`);
});

test("disposing ends open connections and frees the port", async () => {
  const entered = Promise.withResolvers<void>();
  const first = await startHttpListener({
    handler: async () => {
      entered.resolve();
      return new Promise(() => {});
    },
  });
  const open = rawRequest({ port: first.port, text: getRequest("/"), forMs: 5000 });
  await entered.promise;
  await first[Symbol.asyncDispose]();
  expect((await open.outcome).how).not.toBe("open");
  const second = await listener(hello, { port: first.port });
  expect(second.port).toBe(first.port);
});
