import { describe, expect, test } from "vitest";
import { HarnessError } from "../../harness/core/failure.ts";
import { ConnectionCut } from "./handler.ts";
import { ClientLeft } from "./http-exchange.ts";
import { NetworkFailure } from "./network.ts";
import { type Push, pushedAnswer, type Sink } from "./pushed-answer.ts";
import { readWhole } from "./received-request.ts";
import { onNetwork, origin, type Stage } from "./testing/virtual-network.ts";
import { wholeAnswer } from "./whole-answer.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

async function* breakingOff(error: Error) {
  yield bytes("first half");
  throw error;
}

test("carries method, path, headers and body there, and status, headers and body back", async () => {
  const said = await onNetwork(async ({ clock, network }) => {
    network.listen(origin, async (request) => {
      const body = await request.text();
      const { method, url, headers } = request;
      const text = `${method} ${url} ${headers.get("x-in")} ${body} at ${clock.nowMs()}`;
      return new Response(text, { status: 201, headers: { "x-out": "there" } });
    });
    const init = { method: "POST", body: "text", headers: { "x-in": "here" } };
    const response = await network.fetch(new Request(`${origin}/a%20b?c=d`, init));
    const { status, headers } = response;
    return [status, headers.get("x-out"), clock.nowMs(), await response.text()];
  });
  expect(said).toEqual([201, "there", 10, `POST ${origin}/a%20b?c=d here text at 5`]);
});

test("finds listeners by origin alone, and says when there is none", async () => {
  await onNetwork(async ({ network, get, clock }) => {
    expect(await get()).toEqual({ text: "", failed: "unknown-host", atMs: 10 });
    const listener = network.listen(`${origin}:80`, async () => wholeAnswer("hello"));
    expect(listener.origin).toBe(origin);
    expect(await get("/", {})).toEqual({ status: 200, text: "hello", atMs: 20 });
    const other = network.fetch(new Request(`${origin}:8080/x?token=secret`));
    await expect(other).rejects.toThrow(`${origin}:8080/x: connection refused`);
    await expect(other).rejects.toThrow(NetworkFailure);
    expect(() => network.listen(origin, async () => new Response())).toThrow(HarnessError);
    await listener[Symbol.asyncDispose]();
    expect((await get()).failed).toBe("refused");
    network.listen(origin, async () => wholeAnswer("again"));
    expect((await get()).text).toBe("again");
    expect(clock.nowMs()).toBe(50);
    for (const bad of ["", "server", "file:///x", "http://"]) {
      expect(() => network.listen(bad, async () => new Response())).toThrow(HarnessError);
    }
  });
});

test("hands small whole answers over as they are, and follows no redirect", async () => {
  await onNetwork(async ({ network }) => {
    const given = wholeAnswer("moved", { status: 302, headers: { location: "/elsewhere" } });
    network.listen(origin, async () => given);
    expect(await network.fetch(new Request(origin))).toBe(given);
  });
});

test("answers HEAD with a head alone", async () => {
  let cancelled = 0;
  await onNetwork(async ({ network }) => {
    const cancel = () => {
      cancelled += 1;
    };
    const stream = () => new ReadableStream({ cancel });
    network.listen(origin, async ({ url }) =>
      url.endsWith("/whole") ? wholeAnswer("x") : new Response(stream()),
    );
    for (const path of ["/whole", "/stream"]) {
      const response = await network.fetch(new Request(origin + path, { method: "HEAD" }));
      expect([response.status, response.body]).toEqual([200, null]);
    }
  });
  expect(cancelled).toBe(1);
});

test("answers 500 for a handler that throws, and tells of it", async () => {
  const errors: unknown[] = [];
  const broken = new Error("broken");
  const outcome = await onNetwork(
    async ({ network, get }) => {
      network.listen(origin, async () => {
        throw broken;
      });
      return get();
    },
    { onError: (error, at) => errors.push(error, at) },
  );
  expect(outcome).toEqual({ status: 500, text: "internal error\n", atMs: 10 });
  expect(errors).toEqual([broken, origin]);
});

test.each([
  ["reset", new ConnectionCut("reset", "test"), "reset"],
  ["close", new ConnectionCut("close", "test"), "closed"],
  ["an error", new Error("broken"), "closed"],
])("%s in the middle of a body and before any answer", async (_, error, failed) => {
  await onNetwork(async ({ network, get }) => {
    network.listen(origin, async ({ url }) => {
      if (url.endsWith("/before")) throw error;
      return new Response(ReadableStream.from(breakingOff(error)));
    });
    // What came before the end is read still.
    expect(await get()).toEqual({ status: 200, text: "first half", failed, atMs: 10 });
    if (error instanceof ConnectionCut) {
      expect(await get("/before")).toEqual({ text: "", failed, atMs: 20 });
    }
  });
});

test("reads a body no further ahead than a connection holds, and a small one to its end unasked", async () => {
  let pulled = 0;
  let ended = false;
  await onNetwork(async ({ network, clock }) => {
    network.listen(origin, async ({ url }) => {
      const pieces = url.endsWith("/small") ? 3 : 1000;
      const pull = (controller: ReadableStreamDefaultController) => {
        pulled += 1;
        if (pulled < pieces) return controller.enqueue(new Uint8Array(1024));
        ended = true;
        controller.close();
      };
      return new Response(new ReadableStream({ pull }, { highWaterMark: 0 }));
    });
    const { body } = await network.fetch(new Request(origin));
    await clock.sleep(1000);
    expect(pulled).toBe(64);
    let read = 0;
    for await (const piece of body ?? []) read += piece.length;
    expect([read, pulled]).toEqual([999 * 1024, 1000]);
    ended = false;
    pulled = 0;
    await network.fetch(new Request(`${origin}/small`));
    expect(ended).toBe(true);
  });
});

describe("a client that leaves", () => {
  /** @param how what the client does with the answer. */
  async function leaving(how: (stage: Stage, path: string) => Promise<unknown>) {
    const seen: unknown[] = [];
    await onNetwork(async (stage) => {
      stage.network.listen(origin, async (request) => {
        request.signal.addEventListener("abort", () => {
          seen.push(request.signal.reason, stage.clock.nowMs());
        });
        if (request.url.endsWith("/unanswered")) await stage.clock.sleep(100);
        const cancel = (reason: unknown) => void seen.push("cancelled", reason);
        const start = (controller: ReadableStreamDefaultController) =>
          controller.enqueue(bytes("begin"));
        return new Response(new ReadableStream({ start, cancel }));
      });
      await how(stage, "/begun");
      await how(stage, "/unanswered");
      await stage.clock.sleep(200);
    });
    return seen;
  }
  const left = expect.any(ClientLeft);

  test("by its signal: the handler is told at once, before and after it answered", async () => {
    const seen = await leaving(async ({ clock, get }, path) => {
      const client = new AbortController();
      const asked = get(path, { signal: client.signal });
      await clock.sleep(50);
      client.abort(new Error("enough"));
      expect(await asked).toMatchObject({ failed: "aborted" });
      await clock.sleep(50);
    });
    // A body that comes too late is given up, too.
    expect(seen).toHaveLength(8);
    expect(seen).toEqual(expect.arrayContaining([left, 50, "cancelled", 150]));
  });

  test("before its request came there: the handler never sees it", async () => {
    let asked = 0;
    await onNetwork(async ({ clock, network, get }) => {
      network.listen(origin, async () => {
        asked += 1;
        return new Response();
      });
      const client = new AbortController();
      const outcome = get("/", { signal: client.signal });
      await clock.sleep(1);
      client.abort();
      expect(await outcome).toEqual({ text: "", failed: "aborted", atMs: 1 });
      expect(await get("/", { signal: client.signal })).toMatchObject({ failed: "aborted" });
      await clock.sleep(10);
    });
    expect(asked).toBe(0);
  });

  test("while the answer is on its way: it gets none, and the handler needn't know", async () => {
    await onNetwork(async ({ clock, network, get }) => {
      let signal: AbortSignal | undefined;
      network.listen(origin, async (request) => {
        ({ signal } = request);
        return wholeAnswer("late");
      });
      const client = new AbortController();
      const outcome = get("/", { signal: client.signal });
      await clock.sleep(7);
      client.abort();
      expect(await outcome).toEqual({ text: "", failed: "aborted", atMs: 7 });
      expect(signal?.aborted).toBe(false);
    });
  });

  test("by giving the body up", async () => {
    const seen: unknown[] = [];
    await onNetwork(async ({ network }) => {
      network.listen(origin, async ({ signal }) => {
        signal.addEventListener("abort", () => seen.push(signal.reason));
        return new Response(new ReadableStream({ cancel: () => void seen.push("cancelled") }));
      });
      const { body } = await network.fetch(new Request(origin));
      await body?.cancel();
    });
    expect(seen).toEqual(expect.arrayContaining([left, "cancelled"]));
  });
});

test("doesn't abort a request that was answered", async () => {
  const signals: AbortSignal[] = [];
  await onNetwork(async ({ network, get }) => {
    const listener = network.listen(origin, async ({ url, signal, body }) => {
      signals.push(signal);
      if (url.endsWith("/whole")) return wholeAnswer("whole");
      return new Response(url.endsWith("/echo") ? body : "streamed");
    });
    const client = new AbortController();
    for (const path of ["/whole", "/streamed", "/echo"]) {
      const body = path === "/echo" ? { method: "POST", body: "said" } : {};
      expect(await get(path, { ...body, signal: client.signal })).toMatchObject({ status: 200 });
    }
    client.abort();
    await listener[Symbol.asyncDispose]();
  });
  expect(signals.map(({ aborted }) => aborted)).toEqual([false, false, false]);
});

test("a handler may read the whole body, and clone the request", async () => {
  await onNetwork(async ({ network, get }) => {
    network.listen(origin, async (request) => {
      const copy = request.clone();
      const whole = await readWhole(request, 1000);
      return wholeAnswer(`${Buffer.from(whole)} ${await copy.text()} ${copy instanceof Request}`);
    });
    const { text } = await get("/", { method: "PUT", body: "said" });
    expect(text).toBe("said said true");
  });
});

describe("a pushed answer", () => {
  function byHand() {
    const seen: { sink?: Sink; stopped: number } = { stopped: 0 };
    const push: Push = (sink) => {
      seen.sink = sink;
      return () => {
        seen.stopped += 1;
      };
    };
    return { seen, push };
  }

  test("is read as it comes, and ends", async () => {
    await onNetwork(async ({ clock, network }) => {
      const { seen, push } = byHand();
      network.listen(origin, async () => pushedAnswer(push, { headers: { "x-a": "1" } }));
      const asked = network.fetch(new Request(origin));
      await clock.sleep(7);
      // What was said before the head came is there with it.
      seen.sink?.write(bytes("early"));
      expect(seen.sink?.backlogBytes()).toBe(5);
      const response = await asked;
      expect([response.headers.get("x-a"), clock.nowMs()]).toEqual(["1", 10]);
      const reader = response.body?.getReader();
      const next = async () => {
        const { done, value } = (await reader?.read()) ?? { done: true };
        return done ? undefined : `${Buffer.from(value ?? [])} at ${clock.nowMs()}`;
      };
      expect(await next()).toBe("early at 10");
      const later = next();
      await clock.sleep(90);
      seen.sink?.write(bytes("later"));
      expect(await later).toBe("later at 100");
      seen.sink?.write(bytes("last"));
      seen.sink?.end();
      expect([await next(), await next()]).toEqual(["last at 100", undefined]);
      expect(seen.stopped).toBe(0);
    });
  });

  test("is stopped when the client leaves", async () => {
    await onNetwork(async ({ network }) => {
      for (const how of ["cancel", "abort"]) {
        const { seen, push } = byHand();
        await using _ = network.listen(origin, async () => pushedAnswer(push));
        const client = new AbortController();
        const { signal } = client;
        const response = await network.fetch(new Request(origin, { signal }));
        if (how === "cancel") await response.body?.cancel();
        else client.abort();
        expect(seen.stopped).toBe(1);
      }
    });
  });

  test("is stopped, and breaks off for its reader, when the listener goes", async () => {
    await onNetwork(async ({ network, get, clock }) => {
      const { seen, push } = byHand();
      const listener = network.listen(origin, async () => pushedAnswer(push));
      const read = get();
      await clock.sleep(20);
      seen.sink?.write(bytes("said"));
      await listener[Symbol.asyncDispose]();
      expect(await read).toEqual({ status: 200, text: "said", failed: "closed", atMs: 20 });
      expect(seen.stopped).toBe(1);
    });
  });
});
