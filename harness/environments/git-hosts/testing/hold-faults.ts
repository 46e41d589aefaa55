import { expect, test } from "vitest";
import { getRequest, rawRequest } from "../../../../simulators/support/testing/raw-request.ts";
import type { FaultEffect } from "../../../core/fault.ts";
import { refsPath, type started as startedSim, until } from "./sim-host.ts";

/** What every fault does to clients of a Git host, whatever answers behind the fault layer. */
export function holdFaults(started: typeof startedSim): void {
  test("answers and limits reach a client as status codes", async () => {
    const { host, git, add, recorded, raw } = await started();
    const list = async () => (await git(["ls-remote", host.repositoryUrl("open")])).text;
    const busy = await add({ use: "answers", status: 503, retryAfterSeconds: 9 });
    expect(await list()).toContain("503");
    expect((await raw("/private-1.git/git-upload-pack")).text).toMatch(/^HTTP\/1.1 503 /);
    expect(await busy.remove()).toBe(2);
    const limit = await add(
      { use: "limits", requests: 1, windowMs: 3_600_000, status: 429 },
      { endpoint: "refs" },
    );
    expect(await list()).toContain("refs/heads/main");
    expect(await list()).toContain("429");
    expect(await limit.remove()).toBe(1);
    expect(await list()).toContain("refs/heads/main");
    // Newer clients list refs in two requests: info/refs and then a POST.
    const all = await recorded(7);
    expect(all.filter(({ method }) => method === "GET")).toMatchObject([
      { status: 503, faults: ["fault-1"], retryAfterSeconds: 9 },
      { status: 503, faults: ["fault-1"] },
      { status: 200, faults: [] },
      { status: 429, faults: ["fault-2"], retryAfterSeconds: 3600 },
      { status: 200, faults: [] },
    ]);
  });

  test.each([
    { use: "truncates", how: "closed" },
    { use: "resets", how: "reset" },
  ] as const)("$use: a clone breaks, and the wire shows $how", async ({ use, how }) => {
    const { host, clone, add, raw, recorded } = await started();
    const pack = await add({ use, afterBytes: 5000 }, { endpoint: "pack" });
    const broken = await clone(host.repositoryUrl("open"), "broken");
    expect(broken.code).toBe(128);
    expect(await pack.remove()).toBe(1);
    const cut = (await recorded(3)).at(-1);
    expect(cut).toMatchObject({ ended: "cut", status: 200, bytes: 5000, faults: ["fault-1"] });
    const refs = await add({ use, afterBytes: 20 }, { endpoint: "refs", repositories: ["op*"] });
    expect(await raw(refsPath)).toMatchObject({ how, whole: false });
    expect(await refs.remove()).toBe(1);
    expect(await raw(refsPath)).toMatchObject({ how: "closed", whole: true });
    expect((await clone(host.repositoryUrl("open"), "whole")).code).toBe(0);
  });

  test("resets at 0 bytes come before any answer", async () => {
    const { host, git, add, raw, recorded } = await started();
    await add({ use: "resets", afterBytes: 0 });
    expect(await raw(refsPath)).toEqual({ how: "reset", whole: false, text: "" });
    expect((await git(["ls-remote", host.repositoryUrl("open")])).code).toBe(128);
    expect((await recorded(1))[0]).toMatchObject({ ended: "cut", status: 0, bytes: 0 });
  });

  test("refuses: a client can't connect until it ends", async () => {
    const { host, git, add, raw, requests } = await started();
    const fault = await add({ use: "refuses" });
    expect(await raw(refsPath)).toMatchObject({ how: "refused" });
    const { code, text } = await git(["ls-remote", host.repositoryUrl("open")]);
    expect([code, text.toLowerCase()]).toEqual([128, expect.stringContaining("connect")]);
    expect(await fault.remove()).toBeNull();
    expect((await git(["ls-remote", host.repositoryUrl("open")])).code).toBe(0);
    expect(requests().every(({ status }) => status === 200)).toBe(true);
  });

  test("blackholes: a client connects and hears nothing until it ends", async () => {
    const { host, clone, add, raw } = await started();
    const fault = await add({ use: "blackholes" });
    expect(await raw(refsPath, 200)).toEqual({ how: "open", whole: false, text: "" });
    const waiting = clone(host.repositoryUrl("open"), "work");
    const outcome = await Promise.race([waiting, raw(refsPath, 200)]);
    expect(outcome).toMatchObject({ how: "open", text: "" });
    expect(await fault.remove()).toBeGreaterThanOrEqual(2);
    expect((await waiting).code).toBe(0);
  });

  test("stalls, throttles and delays hold a clone up until they end", async () => {
    const { host, clone, add, recorded } = await started();
    const slow: FaultEffect[] = [
      { use: "stalls", afterBytes: 10_000 },
      { use: "throttles", bytesPerSecond: 1000 },
      { use: "delays", delayMs: 600_000 },
    ];
    for (const effect of slow) {
      const fault = await add(effect, { endpoint: "pack" });
      const clones = clone(host.repositoryUrl("open"), effect.use);
      await until(() => fault.met() !== 0);
      const still = new Promise((resolve) => setTimeout(resolve, 100, "still waiting"));
      expect(await Promise.race([clones, still])).toBe("still waiting");
      expect(await fault.remove()).toBeGreaterThan(0);
      expect((await clones).code).toBe(0);
    }
    const packs = (await recorded(9)).filter(({ endpoint }) => endpoint === "pack");
    expect(packs.every(({ ended }) => ended === "whole")).toBe(true);
  });

  test("stalls, throttles and delays show on the wire", async () => {
    const { port, root, add, raw } = await started();
    const stall = await add({ use: "stalls", afterBytes: 20 });
    const stalled = await raw(refsPath, 200);
    expect(stalled).toMatchObject({ how: "open", whole: false });
    expect(stalled.text.split("\r\n\r\n")[1]).toContain("001e# service=git-up");
    await stall.remove();
    const throttle = await add({ use: "throttles", bytesPerSecond: 20 });
    const throttled = rawRequest({ port, text: getRequest(`${root}${refsPath}`), forMs: 60_000 });
    await throttled.received("\r\n\r\n");
    await throttle.remove();
    expect(await throttled.outcome).toMatchObject({ how: "closed", whole: true });
    await add({ use: "delays", delayMs: 600_000 });
    expect(await raw(refsPath, 200)).toEqual({ how: "open", whole: false, text: "" });
  });
}
