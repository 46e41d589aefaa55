import { describe, expect, onTestFinished, test } from "vitest";
import { wallClock } from "./clock.ts";
import { ConnectionCut, type Doors, type Handler } from "./handler.ts";
import { startHttpListener } from "./http-listener.ts";
import { createNetwork, NetworkFailure } from "./network.ts";
import { pushedAnswer } from "./pushed-answer.ts";
import { wholeAnswer } from "./whole-answer.ts";

const bytes = (text: string) => new TextEncoder().encode(text);

interface Seen {
  status?: number;
  text: string;
  failed?: string;
}

interface Place {
  doors: Doors;
  get(path?: string, init?: RequestInit): Promise<Response>;
}

/** The same handler behind a listener that is asked over sockets, and on the network of the process. */
const kinds = {
  "a real listener": async (handler: Handler): Promise<Place> => {
    const { origin, doors, ...listener } = await startHttpListener({ handler });
    onTestFinished(() => listener[Symbol.asyncDispose]());
    return { doors, get: (path = "/", init = {}) => fetch(origin + path, init) };
  },
  "the network": async (handler: Handler): Promise<Place> => {
    const network = createNetwork({ clock: wallClock(), latencyMs: () => 1 });
    const { origin, doors, ...listener } = network.listen("http://server.svc", handler);
    onTestFinished(() => listener[Symbol.asyncDispose]());
    return {
      doors,
      get: (path = "/", init = {}) => network.fetch(new Request(origin + path, init)),
    };
  },
};

/** Reads an answer to its end; `begun` is told once something came. */
async function see(asked: Promise<Response>, begun = () => {}): Promise<Seen> {
  const seen: Seen = { text: "" };
  try {
    const response = await asked;
    seen.status = response.status;
    for await (const piece of response.body ?? []) {
      seen.text += Buffer.from(piece);
      begun();
    }
  } catch (error) {
    seen.failed = kindOf(error);
  }
  return seen;
}

function kindOf(error: unknown): string {
  if (error instanceof NetworkFailure) return error.kind;
  const { name, cause } = error as { name: string; cause?: { code?: string } };
  if (name === "AbortError") return "aborted";
  const code = cause?.code ?? "";
  const known: Record<string, string> = {
    ECONNREFUSED: "refused",
    ECONNRESET: "reset",
    UND_ERR_SOCKET: "closed",
  };
  return known[code] ?? `${error} ${code}`;
}

describe.each(Object.keys(kinds) as (keyof typeof kinds)[])("%s", (kind) => {
  const place = kinds[kind];

  test.each(["close", "reset"] as const)("ends by %s as its handler says", async (how) => {
    const read = Promise.withResolvers<void>();
    const { get } = await place(async ({ url }) => {
      const cut = new ConnectionCut(how, "test");
      if (url.endsWith("/before")) throw cut;
      const chunks = async function* () {
        yield bytes("half");
        await read.promise;
        throw cut;
      };
      return new Response(ReadableStream.from(chunks()));
    });
    const failed = how === "close" ? "closed" : "reset";
    expect(await see(get(), read.resolve)).toEqual({ status: 200, text: "half", failed });
    expect(await see(get("/before"))).toEqual({ text: "", failed });
  });

  test("tells a handler's failure by a bare 500", async () => {
    const { get } = await place(async () => {
      throw new Error("broken");
    });
    expect(await see(get())).toEqual({ status: 500, text: "internal error\n" });
  });

  test("follows no redirect unasked, and answers HEAD with a head", async () => {
    const headers = { location: "/elsewhere" };
    const { get } = await place(async () => wholeAnswer("moved", { status: 302, headers }));
    expect(await see(get("/", { redirect: "manual" }))).toEqual({ status: 302, text: "moved" });
    const head = get("/", { method: "HEAD", redirect: "manual" });
    expect(await see(head)).toEqual({ status: 302, text: "" });
  });

  test.each(["stream", "pushed"])(
    "refusing cuts a %s under way, and refuses all else",
    async (as) => {
      const reasons: unknown[] = [];
      const aborted = Promise.withResolvers<void>();
      const { doors, get } = await place(async ({ signal, url }) => {
        if (url.endsWith("/quick")) return wholeAnswer("quick");
        signal.addEventListener("abort", () => {
          reasons.push(signal.reason);
          aborted.resolve();
        });
        if (as === "stream") {
          return new Response(
            new ReadableStream({ start: (body) => body.enqueue(bytes("begun")) }),
          );
        }
        return pushedAnswer((sink) => {
          sink.write(bytes("begun"));
          return () => {};
        });
      });
      const begun = Promise.withResolvers<void>();
      const under = see(get(), begun.resolve);
      await begun.promise;
      const refusal = await doors.refuse("mark");
      expect(refusal.cut).toBe(1);
      // The kernel may say either of a connection that is destroyed.
      expect(await under).toMatchObject({
        text: "begun",
        failed: expect.stringMatching(/closed|reset/),
      });
      expect(await see(get("/quick"))).toEqual({ text: "", failed: "refused" });
      await refusal.end();
      expect(await see(get("/quick"))).toEqual({ status: 200, text: "quick" });
      await aborted.promise;
      expect(reasons).toEqual([expect.any(ConnectionCut)]);
    },
  );

  test("a black hole holds what is asked until it ends, with its mark", async () => {
    const contexts: string[][] = [];
    const { doors, get } = await place(async (_, { faults }) => {
      contexts.push([...faults]);
      return wholeAnswer("hello");
    });
    const hole = doors.blackhole("mark");
    const asked = see(get());
    while (hole.met() === 0) await new Promise((resolve) => setTimeout(resolve, 2));
    expect(contexts).toEqual([]);
    hole.end();
    expect(await asked).toEqual({ status: 200, text: "hello" });
    expect(contexts).toEqual([["mark"]]);
  });

  test("a client that leaves is known to the handler, and fails by itself", async () => {
    const left = Promise.withResolvers<unknown>();
    const entered = Promise.withResolvers<void>();
    const { get } = await place(async ({ signal }) => {
      signal.addEventListener("abort", () => left.resolve(signal.reason));
      entered.resolve();
      return new Promise(() => {});
    });
    const client = new AbortController();
    const asked = see(get("/", { signal: client.signal }));
    await entered.promise;
    client.abort();
    expect(await asked).toEqual({ text: "", failed: "aborted" });
    expect(await left.promise).toMatchObject({ name: "ClientLeft" });
  });

  test("carries large bodies both ways", async () => {
    const { get } = await place(async (request) => new Response(request.body));
    const body = Buffer.alloc(1_000_000, "0123456789");
    const { status, text } = await see(get("/", { method: "POST", body }));
    expect([status, text.length, text === body.toString()]).toEqual([200, 1_000_000, true]);
  });
});
