import { expect, test } from "vitest";
import { createNetwork, type Network } from "../../../simulators/support/network.ts";
import { type VirtualClock, virtualClock } from "../../../simulators/support/virtual-clock.ts";
import { type Freezable, freezable } from "./freezable.ts";

const own = "http://own";
const other = "http://other";

/** A process that listens at `own`, and something else at `other`. */
async function played(
  play: (on: {
    clock: VirtualClock;
    network: Network;
    process: Freezable;
    ending: AbortController;
    asked: (by: Network, url: string) => Promise<string>;
  }) => Promise<void>,
): Promise<void> {
  const clock = virtualClock();
  await clock.run(async () => {
    const network = createNetwork({ clock, latencyMs: () => 1 });
    const ending = new AbortController();
    const process = freezable({ network, clock, signal: ending.signal });
    process.network.listen(own, async () => new Response("mine"));
    network.listen(other, async () => new Response("theirs"));
    const asked = async (by: Network, url: string) => {
      const said = await by
        .fetch(new Request(url, { signal: ending.signal }))
        .then((response) => response.text())
        .catch((error) => `failed: ${error.kind}`);
      return `${said} @${clock.nowMs()}`;
    };
    await play({ clock, network, process, ending, asked });
  });
}

test("frozen, it neither answers nor asks; thawed, both go on", async () => {
  await played(async ({ clock, network, process, asked }) => {
    expect(await asked(network, own)).toBe("mine @2");
    process.freeze(true);
    process.freeze(true);
    const all = Promise.all([asked(network, own), asked(process.network, other)]);
    await clock.sleep(998);
    expect(await asked(network, other)).toBe("theirs @1002");
    process.freeze(false);
    process.freeze(false);
    expect(await all).toEqual(["mine @1003", "theirs @1004"]);
    expect(await asked(process.network, other)).toBe("theirs @1006");
  });
});

test("the end of the process ends what it waits with", async () => {
  await played(async ({ clock, process, ending, asked }) => {
    process.freeze(true);
    const asking = asked(process.network, other);
    await clock.sleep(100);
    ending.abort(new Error("killed"));
    expect(await asking).toBe("failed: aborted @100");
    process.freeze(true);
    process.freeze(false);
  });
});

test("what it slept for happens once it is thawed, and not before its time", async () => {
  await played(async ({ clock, process }) => {
    const woken: string[] = [];
    for (const ms of [100, 500]) {
      void process.clock.sleep(ms).then(() => woken.push(`${ms} @${clock.nowMs()}`));
    }
    process.freeze(true);
    await clock.sleep(300);
    process.freeze(false);
    await clock.sleep(300);
    expect(woken).toEqual(["100 @300", "500 @500"]);
  });
});
