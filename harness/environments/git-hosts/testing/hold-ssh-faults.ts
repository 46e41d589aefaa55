import { expect, test } from "vitest";
import { UnsupportedError } from "../../../core/failure.ts";
import type { FaultEffect } from "../../../core/fault.ts";
import { asClient, sourceOf } from "./hold-ssh.ts";
import { type Started, type started as startedSim, until } from "./sim-host.ts";

/** What faults do to clients of a Git host over SSH, and what is on record of their connections. */
export function holdSshFaults(started: typeof startedSim): void {
  test("a connection is on record with its repository, its bytes and the client's name for itself", async () => {
    const at = await started();
    const open = await follow(at, "open");
    const other = await follow(at, "private-1");
    expect((await open.clone("work")).code).toBe(0);
    expect((await other.list()).code).toBe(0);
    const [cloned, listed] = await at.recorded(2);
    expect(cloned).toMatchObject({
      ...{ repository: "open", endpoint: "ssh", method: "SSH", status: 0, ended: "whole" },
      ...{ agent: expect.stringMatching(/^SSH-2\.0-OpenSSH/), faults: [] },
    });
    expect(listed).toMatchObject({ repository: "private-1", endpoint: "ssh", ended: "whole" });
    // 20 files of 2000 bytes in no order that could be compressed, against a list of refs.
    expect(cloned?.bytes).toBeGreaterThan(20_000);
    expect(listed?.bytes).toBeLessThan(10_000);
  });

  test.each([
    { use: "truncates", afterBytes: 5000 },
    { use: "resets", afterBytes: 5000 },
    { use: "resets", afterBytes: 0 },
  ] as const)(
    "$use after $afterBytes bytes: a clone breaks, of no other repository",
    async (effect) => {
      const at = await started();
      const open = await follow(at, "open");
      const other = await follow(at, "private-1");
      const fault = await at.add(effect, { repositories: ["op*"] });
      expect((await open.clone("broken")).code).toBe(128);
      expect((await other.clone("other")).code).toBe(0);
      expect(await fault.remove()).toBe(1);
      expect((await open.clone("whole")).code).toBe(0);
      expect(await at.recorded(3)).toMatchObject([
        { repository: "open", ended: "cut", bytes: effect.afterBytes, faults: ["fault-1"] },
        { repository: "private-1", ended: "whole", faults: [] },
        { repository: "open", ended: "whole", faults: [] },
      ]);
    },
  );

  test("stalls, throttles, delays and blackholes hold a clone up until they end, and no push of the harness", async () => {
    const at = await started();
    const open = await follow(at, "open");
    const slow: FaultEffect[] = [
      { use: "stalls", afterBytes: 10_000 },
      { use: "throttles", bytesPerSecond: 1000 },
      { use: "delays", delayMs: 600_000 },
      { use: "blackholes" },
    ];
    for (const effect of slow) {
      const fault = await at.add(effect);
      const cloned = open.clone(effect.use);
      await until(() => fault.met() !== 0);
      const change = { repository: "open", branch: "main", message: effect.use };
      await at.host.commit({ ...change, files: { [effect.use]: "1" } });
      const still = new Promise((resolve) => setTimeout(resolve, 100, "still waiting"));
      expect(await Promise.race([cloned, still])).toBe("still waiting");
      expect(await fault.remove()).toBeGreaterThan(0);
      expect((await cloned).code).toBe(0);
    }
    const faults = (await at.recorded(4)).map((entry) => entry.faults);
    expect(faults).toEqual([["fault-1"], ["fault-2"], ["fault-3"], ["fault-4"]]);
  });

  test("refuses: nothing listens, also for a repository followed meanwhile", async () => {
    const at = await started();
    const open = await follow(at, "open");
    const fault = await at.add({ use: "refuses" });
    const other = await follow(at, "private-1");
    for (const { list } of [open, other]) {
      const { code, text } = await list();
      expect([code, text]).toEqual([128, expect.stringContaining("Connection refused")]);
    }
    await fault.remove();
    for (const { list } of [open, other]) expect((await list()).code).toBe(0);
  });

  test("what a connection can't suffer is unsupported, unless it meets only repositories over HTTP", async () => {
    const at = await started();
    await follow(at, "open");
    const unplayable: Parameters<Started["add"]>[] = [
      [{ use: "answers", status: 503 }],
      [{ use: "limits", requests: 1, windowMs: 1000, status: 429 }],
      [{ use: "stalls", afterBytes: 0 }, { endpoint: "pack" }],
    ];
    for (const [effect, match] of unplayable) {
      await expect(at.add(effect, match)).rejects.toThrow(UnsupportedError);
      const fault = await at.add(effect, { ...match, repositories: ["private-*"] });
      await fault.remove();
    }
    await expect(at.add({ use: "answers", status: 503 })).rejects.toThrow(
      "fault answers on repository open is unsupported, because it is followed over SSH: a connection has no status to answer with",
    );
  });
}

/** A repository as a client over SSH follows it. */
async function follow(at: Started, repository: string) {
  const source = await sourceOf(at, repository);
  const client = await asClient(at, source);
  return {
    clone: (name: string) => at.git([...client, "clone", "-q", source.url, name]),
    list: () => at.git([...client, "ls-remote", source.url]),
  };
}
