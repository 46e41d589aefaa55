import { array, assert, asyncProperty, constantFrom, integer, nat, record } from "fast-check";
import { expect, test } from "vitest";
import { ConnectionCut } from "./handler.ts";
import { createNetwork } from "./network.ts";
import { pushedAnswer } from "./pushed-answer.ts";
import { seededRandom } from "./random.ts";
import { onNetwork, origin } from "./testing/virtual-network.ts";
import { virtualClock } from "./virtual-clock.ts";
import { wholeAnswer } from "./whole-answer.ts";

const asking = record({ atMs: nat(50), latencyMs: nat(20) });

test("requests come there in the order of their time, and of their making where that is one", async () => {
  await assert(
    asyncProperty(array(asking, { maxLength: 30 }), async (requests) => {
      const arrived: number[] = [];
      const latencies: number[] = [];
      const sent: number[] = [];
      await onNetwork(
        async ({ network, clock }) => {
          network.listen(origin, async ({ url }) => {
            arrived.push(Number(new URL(url).pathname.slice(1)));
            return wholeAnswer("");
          });
          await Promise.all(
            requests.map(async ({ atMs, latencyMs }, index) => {
              await clock.sleep(atMs);
              sent.push(index);
              latencies.push(latencyMs);
              await network.fetch(new Request(`${origin}/${index}`));
              const { atMs: began = 0 } = requests[index] ?? {};
              expect(clock.nowMs()).toBe(began + 2 * latencyMs);
            }),
          );
        },
        { latencyMs: () => latencies.at(-1) ?? 0 },
      );
      const dueMs = (index: number) => {
        const { atMs = 0, latencyMs = 0 } = requests[index] ?? {};
        return atMs + latencyMs;
      };
      // Sorting keeps the order of equals.
      expect(arrived).toEqual(sent.toSorted((a, b) => dueMs(a) - dueMs(b)));
    }),
    { numRuns: 60 },
  );
});

const piece = record({ bytes: nat(40_000), afterMs: constantFrom(0, 0, 3) });
const body = record({
  kind: constantFrom("stream", "pushed"),
  pieces: array(piece, { maxLength: 12 }),
  end: constantFrom("whole", "close", "reset"),
  readEveryMs: constantFrom(0, 4),
});

test("a body comes as it was sent, whatever it is held up by, and never looks whole when it isn't", async () => {
  await assert(
    asyncProperty(body, nat(20), integer({ min: 1, max: 20 }), async (sending, holeAtMs, forMs) => {
      const { kind, pieces, readEveryMs } = sending;
      // A pushed body has no way to break off by itself.
      const end = kind === "pushed" ? "whole" : sending.end;
      const sent = Buffer.concat(pieces.map(({ bytes }, index) => Buffer.alloc(bytes, index + 1)));
      await onNetwork(async ({ network, clock }) => {
        async function* chunks() {
          for (const [index, { bytes, afterMs }] of pieces.entries()) {
            if (afterMs > 0) await clock.sleep(afterMs);
            yield new Uint8Array(bytes).fill(index + 1);
          }
          if (end !== "whole") throw new ConnectionCut(end, "test");
        }
        const { doors } = network.listen(origin, async () => {
          if (kind === "stream") return new Response(ReadableStream.from(chunks()));
          return pushedAnswer((sink) => {
            void (async () => {
              for await (const chunk of chunks()) sink.write(chunk);
              sink.end();
            })();
            return () => {};
          });
        });
        void (async () => {
          await clock.sleep(holeAtMs);
          const hole = doors.blackhole("mark");
          await clock.sleep(forMs);
          hole.end();
        })();
        const { body } = await network.fetch(new Request(origin));
        const read: Uint8Array[] = [];
        let failed = "";
        try {
          for await (const chunk of body ?? []) {
            read.push(chunk);
            if (readEveryMs > 0) await clock.sleep(readEveryMs);
          }
        } catch (error) {
          failed = (error as { kind: string }).kind;
        }
        expect(Buffer.concat(read).equals(sent)).toBe(true);
        expect(failed).toBe({ whole: "", close: "closed", reset: "reset" }[end]);
      });
    }),
    { numRuns: 100 },
  );
});

/** Clients and faults at random, and everything that anybody saw of it. */
async function chatter(seed: number): Promise<string> {
  const random = seededRandom(seed);
  const clock = virtualClock();
  const seen: string[] = [];
  const note = (text: string) => void seen.push(`${clock.nowMs().toFixed(3)} ${text}`);
  const latency = random.fork("latency");
  const network = createNetwork({ clock, latencyMs: () => 1 + latency.next() * 9 });
  await clock.run(async () => {
    const { doors } = network.listen(origin, async ({ url, signal }, { faults }) => {
      note(`arrives ${url} ${faults}`);
      signal.addEventListener("abort", () => note(`leaves ${url} ${signal.reason}`));
      await clock.sleep(random.next() * 5);
      const size = 1 + random.below(100_000);
      if (url.endsWith("0")) return wholeAnswer("x".repeat(size));
      if (url.endsWith("1")) throw new ConnectionCut("reset", "test");
      return new Response(ReadableStream.from([Buffer.alloc(size), Buffer.alloc(size)]));
    });
    const client = async (name: number) => {
      for (let count = 0; count < 20; count += 1) {
        await clock.sleep(random.next() * 20);
        const leaving = new AbortController();
        void clock.sleep(10 + random.next() * 20).then(() => leaving.abort());
        const url = `${origin}/${name}/${random.below(4)}`;
        try {
          const answer = await network.fetch(new Request(url, { signal: leaving.signal }));
          let bytes = 0;
          for await (const chunk of answer.body ?? []) bytes += chunk.length;
          note(`${name} ${answer.status} ${bytes}`);
        } catch (error) {
          note(`${name} ${error}`);
        }
      }
    };
    const trouble = async () => {
      for (let count = 0; count < 8; count += 1) {
        await clock.sleep(random.next() * 40);
        const fault =
          random.below(2) === 0 ? await doors.refuse("refusal") : doors.blackhole("hole");
        await clock.sleep(random.next() * 20);
        note(`met ${"cut" in fault ? fault.cut : fault.met()}`);
        await fault.end();
      }
    };
    await Promise.all([trouble(), ...Array.from({ length: 8 }, (_, index) => client(index))]);
  });
  return seen.join("\n");
}

test("the same seed gives the same course of things, another gives another", async () => {
  const first = await chatter(1);
  expect(first.split("\n").length).toBeGreaterThan(200);
  for (const word of ["refused", "reset", "closed", "gave up", "hole", "leaves"]) {
    expect(first).toContain(word);
  }
  expect(await chatter(1)).toBe(first);
  expect(await chatter(2)).not.toBe(first);
});
