import { expect, test } from "vitest";
import { createNetwork, NetworkFailure } from "../../../simulators/support/network.ts";
import { pushedAnswer, type Sink } from "../../../simulators/support/pushed-answer.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import { virtualClock } from "../../../simulators/support/virtual-clock.ts";
import { wholeAnswer } from "../../../simulators/support/whole-answer.ts";
import { UnsupportedError, UsageError } from "../../core/failure.ts";
import type { ApiFault, ApiFaultEffect, ApiRequestMatch } from "../../core/fault.ts";
import { type FaultyApi, type FaultyApiOptions, faultyApi } from "./api-faults.ts";

const origin = "https://kubernetes.default.svc";
const collection = "/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/apps/kustomizations";
const one = `${collection}/k`;
const event = (name: string) =>
  new TextEncoder().encode(`${JSON.stringify({ type: "ADDED", object: { name } })}\n`);

interface Stage {
  inject(effect: ApiFaultEffect, match?: ApiRequestMatch): ReturnType<FaultyApi["inject"]>;
  /** Status and text, or how it failed, and when. */
  ask(path: string, init?: RequestInit): Promise<string>;
  /** Of the watches that are open, in the order they were opened. */
  sinks: Sink[];
  sleep(ms: number): Promise<void>;
}

/** An API server that answers `{}`, on virtual time. */
function play(main: (stage: Stage) => Promise<void>, known: Partial<FaultyApiOptions> = {}) {
  const clock = virtualClock();
  return clock.run(async () => {
    const network = createNetwork({ clock, latencyMs: () => 1 });
    const sinks: Sink[] = [];
    await using api = faultyApi({
      ...{ network, origin, clock, random: seededRandom(1), ...known },
      async handler({ url }) {
        if (!url.includes("watch=")) return wholeAnswer("{}");
        return pushedAnswer((sink) => {
          sinks.push(sink);
          return () => {};
        });
      },
    });
    expect(api.origin).toBe(origin);
    const ask: Stage["ask"] = async (path, init) => {
      let seen = "";
      try {
        const response = await network.fetch(new Request(origin + path, init));
        seen = `${response.status} `;
        for await (const piece of response.body ?? []) seen += Buffer.from(piece);
      } catch (error) {
        seen += error instanceof NetworkFailure ? error.kind : error;
      }
      return `${seen} at ${clock.nowMs()}`;
    };
    const inject: Stage["inject"] = (effect, match) => {
      const fault: ApiFault = { target: "api-server", ...effect, ...(match ? { match } : {}) };
      return api.inject(fault);
    };
    await main({ inject, ask, sinks, sleep: (ms) => clock.sleep(ms) });
  });
}

test("requests meet faults, and count", () =>
  play(async ({ inject, ask }) => {
    expect(await ask(one)).toBe("200 {} at 2");
    const answers = await inject({ use: "answers", status: 503, body: "busy" }, { verbs: ["get"] });
    expect(answers.id).toBe("api-fault-1");
    expect(await ask(one)).toBe("503 busy at 4");
    expect(await ask(one, { method: "DELETE" })).toBe("200 {} at 6");
    expect(await answers.remove()).toBe(1);
    const slow = await inject({ use: "delays", delayMs: 100 });
    expect(await ask(one)).toBe("200 {} at 108");
    expect(await slow.remove()).toBe(1);
    await inject({ use: "resets", afterBytes: 0 });
    expect(await ask(one)).toBe("reset at 110");
    await expect(inject({ use: "conflicts", share: 2 })).rejects.toThrow(UsageError);
  }));

test("connections meet faults at the doors", () =>
  play(async ({ inject, ask, sinks, sleep }) => {
    const watching = ask(`${collection}?watch=true`);
    await sleep(5);
    sinks[0]?.write(Buffer.from("{}\n"));
    await sleep(1);
    const refuses = await inject({ use: "refuses" });
    expect(await watching).toBe("200 {}\nclosed at 6");
    expect(await ask(one)).toBe("refused at 8");
    expect(await refuses.remove()).toBe(1);
    const hole = await inject({ use: "blackholes" });
    const held = ask(one);
    await sleep(50);
    expect(await hole.remove()).toBe(1);
    expect(await held).toBe("200 {} at 59");
  }));

test("open watches end, and are kept in the dark", () =>
  play(async ({ inject, ask, sinks, sleep }) => {
    const first = ask(`${collection}?watch=true`);
    await sleep(10);
    const drops = await inject({ use: "drops-watches", afterEvents: 2 });
    for (const name of ["a", "b", "c"]) sinks[0]?.write(event(name));
    expect(await first).toBe(`200 ${Buffer.concat([event("a"), event("b")])} at 10`);
    expect(await drops.remove()).toBe(1);
    const second = ask(`${collection}?watch=true`);
    await sleep(10);
    const stale = await inject({ use: "stale-watches" });
    sinks[1]?.write(event("late"));
    await sleep(30);
    expect(await stale.remove()).toBe(1);
    await sleep(5);
    sinks[1]?.end();
    expect(await second).toBe(`200 ${Buffer.from(event("late"))} at 55`);
  }));

test("users are known by their tokens, and old watches by the newest version", async () => {
  const tokens = new Map([["t", "system:serviceaccount:flux-system:kustomize-controller"]]);
  await play(
    async ({ inject, ask }) => {
      const users = ["*:kustomize-controller"];
      const fault = await inject({ use: "answers", status: 500, body: "no" }, { users });
      const as = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
      expect(await ask(one, as("t"))).toBe("500 no at 2");
      expect(await ask(one, as("other"))).toBe("200 {} at 4");
      await fault.remove();
      const compacts = await inject({ use: "compacts" });
      const old = await ask(`${collection}?watch=true&resourceVersion=99`);
      expect(old).toMatch(/^(200|410) .*"code":410.* at 6$/s);
      await compacts.remove();
    },
    { tokens, newestResourceVersion: () => 100 },
  );
  await play(async ({ inject }) => {
    await expect(inject({ use: "compacts" })).rejects.toThrow(UnsupportedError);
  });
});

test("the same seed meets the same requests, another others", async () => {
  const course = async (seed: number) => {
    const seen: string[] = [];
    await play(
      async ({ inject, ask }) => {
        await inject({ use: "conflicts", share: 0.3 });
        for (let count = 0; count < 50; count += 1) {
          seen.push((await ask(one, { method: "PUT", body: "{}" })).slice(0, 3));
        }
      },
      { random: seededRandom(seed) },
    );
    return seen.join(" ");
  };
  const first = await course(1);
  expect(first).toContain("409");
  expect(first).toContain("200");
  expect(await course(1)).toBe(first);
  expect(await course(2)).not.toBe(first);
});
