import { expect, test } from "vitest";
import {
  readAdvertisement,
  readModelPack,
  uploadPackRequest,
} from "../../../simulators/support/git-wire.ts";
import { createNetwork, NetworkFailure } from "../../../simulators/support/network.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import { type VirtualClock, virtualClock } from "../../../simulators/support/virtual-clock.ts";
import { UsageError } from "../../core/failure.ts";
import type { FaultEffect, GitRequestMatch } from "../../core/fault.ts";
import type { HistoryEntry, Observation } from "../../core/history.ts";
import { startModelGitHost } from "./model.ts";

const accounts = [{ name: "owner", owns: ["private-*"] }];
const content = { branch: "main", files: 100, fileBytes: 1000, history: 2 };
/** Of an answer with all of that. */
const packBytes = 300 + 57 * 100 + 760 * 100;

interface Stage {
  clock: VirtualClock;
  host: Awaited<ReturnType<typeof startModelGitHost>>;
  entries: HistoryEntry[];
  add(effect: FaultEffect, match?: GitRequestMatch): ReturnType<Stage["host"]["inject"]>;
  /** Lists refs and fetches the head, as source-controller does; tells what it saw and when. */
  clone(repository: string, account?: string): Promise<string>;
}

/** A host with an open repository and a private one, on virtual time. */
async function play(
  main: (stage: Stage) => Promise<void>,
  { seed = 1, signal = new AbortController().signal } = {},
): Promise<HistoryEntry[]> {
  const clock = virtualClock();
  const entries: HistoryEntry[] = [];
  const record = (observation: Observation, tMs = clock.nowMs()) => {
    const entry: HistoryEntry = { ...observation, seq: entries.length + 1, tMs };
    entries.push(entry);
    return entry;
  };
  const latency = seededRandom(seed);
  await clock.run(async () => {
    const network = createNetwork({ clock, latencyMs: () => 1 + latency.next() });
    await using host = await startModelGitHost({
      origin: "http://git.example",
      ...{ network, accounts, seed, clock, recorder: { record }, signal },
    });
    for (const name of ["open", "private-1"]) await host.createRepository({ name, ...content });
    const clone: Stage["clone"] = async (repository, account) => {
      const headers = new Headers({ "user-agent": "go-git/5.x" });
      if (account) {
        const { username, password } = host.credentials(account);
        const encoded = Buffer.from(`${username}:${password}`).toString("base64");
        headers.set("authorization", `Basic ${encoded}`);
      }
      const url = host.repositoryUrl(repository);
      try {
        const refs = await network.fetch(
          new Request(`${url}/info/refs?service=git-upload-pack`, { headers }),
        );
        if (refs.status !== 200) return `${refs.status} ${(await refs.text()).trim()}`;
        const { head } = readAdvertisement(await refs.text());
        const body = uploadPackRequest([head?.commit ?? ""]);
        const pack = await network.fetch(
          new Request(`${url}/git-upload-pack`, { method: "POST", headers, body }),
        );
        if (pack.status !== 200 || !pack.body) return `${pack.status}`;
        const { commit, files, unread } = await readModelPack(pack.body);
        expect(commit).toBe(head?.commit);
        return `${unread.files} files and ${Object.keys(files)}`;
      } catch (error) {
        return error instanceof NetworkFailure ? error.kind : String(error);
      }
    };
    const add: Stage["add"] = (effect, match) =>
      host.inject({ target: "git-host", ...effect, ...(match ? { match } : {}) });
    await main({ clock, host, entries, add, clone });
  });
  return entries;
}

test("repositories are cloned, and each request is on record", async () => {
  const entries = await play(async ({ host, clone, entries, clock }) => {
    expect(host.repositoryUrl("open")).toBe("http://git.example/open.git");
    const change = { repository: "open", branch: "main", message: "m", files: { "a.yaml": "a" } };
    expect(await host.commit(change)).toMatchObject({ pushedAtMs: 0 });
    expect(await clone("open")).toBe("100 files and a.yaml");
    expect(clock.nowMs()).toBeLessThan(8);
    expect(await clone("private-1")).toBe("401 authentication required");
    expect(await clone("private-1", "owner")).toBe("100 files and ");
    await host.expireCredential("owner");
    expect(await clone("private-1", "owner")).toBe("401 the credentials were not accepted");
    await host.rotateCredential("owner");
    expect(await clone("private-1", "owner")).toBe("100 files and ");
    expect(JSON.stringify(entries)).not.toContain(host.credentials("owner").password);
  });
  const requests = entries.filter(({ type }) => type === "git.request");
  expect(requests.slice(0, 3)).toMatchObject([
    {
      ...{ repository: "open", endpoint: "refs", method: "GET", status: 200, ended: "whole" },
      ...{ agent: "go-git/5.x", faults: [], durationMs: 0 },
    },
    { endpoint: "pack", method: "POST", status: 200, ended: "whole" },
    { repository: "private-1", endpoint: "refs", status: 401 },
  ]);
  const [refs, pack] = requests.map((entry) => (entry.type === "git.request" ? entry.bytes : 0));
  expect(refs).toBeGreaterThan(200);
  expect((pack ?? 0) / packBytes).toBeCloseTo(1, 2);
  expect(entries.filter(({ type }) => type === "git.credential")).toHaveLength(2);
});

test("faults act on requests and connections as on the simulated host's", async () => {
  const entries = await play(async ({ clone, add, clock }) => {
    const during = async (effect: FaultEffect, match?: GitRequestMatch) => {
      const fault = await add(effect, match);
      const startedMs = clock.nowMs();
      const seen = await clone("open");
      expect(await fault.remove()).toBe(effect.use === "refuses" ? null : 1);
      return [seen, Math.round((clock.nowMs() - startedMs) / 100) / 10];
    };
    const packs = { endpoint: "pack" } as const;
    expect(await during({ use: "answers", status: 503, body: "busy" })).toEqual(["503 busy", 0]);
    expect(await during({ use: "truncates", afterBytes: 30_000 }, packs)).toEqual([
      ...["Error: unexpected EOF", 0],
    ]);
    expect(await during({ use: "resets", afterBytes: 30_000 }, packs)).toEqual(["reset", 0]);
    expect(await during({ use: "throttles", bytesPerSecond: 10_000 }, packs)).toEqual([
      ...["100 files and ", 8.2],
    ]);
    expect(await during({ use: "delays", delayMs: 5_000 }, packs)).toEqual(["100 files and ", 5]);
    expect(await during({ use: "refuses" })).toEqual(["refused", 0]);
    expect(await clone("open")).toBe("100 files and ");
  });
  const faulted = entries.filter(
    (entry) => entry.type === "git.request" && entry.faults.length > 0,
  );
  expect(faulted).toMatchObject([
    { status: 503, ended: "whole" },
    { status: 200, ended: "cut", bytes: 30_000 },
    { status: 200, ended: "cut", bytes: 30_000 },
    { status: 200, ended: "whole" },
    { status: 200, ended: "whole" },
  ]);
});

test("stalls and black holes hold clones until they end", async () => {
  await play(async ({ clone, add, clock }) => {
    for (const effect of [{ use: "stalls", afterBytes: 40_000 }, { use: "blackholes" }] as const) {
      const fault = await add(effect);
      const clones = clone("open");
      await clock.sleep(60_000);
      expect(fault.met()).toBe(1);
      expect(await fault.remove()).toBe(1);
      expect(await clones).toBe("100 files and ");
    }
  });
});

test("the same seed gives the same history, another gives another", async () => {
  const course = async (seed: number) => {
    const entries = await play(
      async ({ host, clone, add, clock }) => {
        const random = seededRandom(seed).fork("course");
        const clients = async (name: string) => {
          for (let count = 0; count < 10; count += 1) {
            await clock.sleep(random.below(1000));
            await clone(name, name === "open" ? undefined : "owner");
          }
        };
        const faults = async () => {
          for (const use of ["refuses", "blackholes"] as const) {
            await clock.sleep(random.below(2000));
            const fault = await add({ use });
            const files = { a: `${random.next()}` };
            await host.commit({ repository: "open", branch: "main", message: "m", files });
            await clock.sleep(500);
            await fault.remove();
          }
        };
        await Promise.all([faults(), clients("open"), clients("open"), clients("private-1")]);
      },
      { seed },
    );
    return entries.map((entry) => JSON.stringify(entry)).join("\n");
  };
  const first = await course(1);
  expect(first.split("\n").length).toBeGreaterThan(40);
  expect(await course(1)).toBe(first);
  expect(await course(2)).not.toBe(first);
});

test("says what is wrong, and makes nothing any more once it should end", async () => {
  const ended = new AbortController();
  const main = async ({ host }: Stage) => {
    await expect(host.createRepository({ name: "open", ...content })).rejects.toThrow(UsageError);
    ended.abort(new Error("it is over"));
    await expect(host.createRepository({ name: "r", ...content })).rejects.toThrow("it is over");
    const change = { repository: "open", branch: "main", message: "m", files: {} };
    await expect(host.commit(change)).rejects.toThrow("it is over");
  };
  await play(main, { signal: ended.signal });
});
