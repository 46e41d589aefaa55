import { afterEach, describe, expect, it, vi } from "vitest";
import { wallClock } from "../../simulators/support/clock.ts";
import {
  type FakeApiServer,
  type OpenWatch,
  startFakeApiServer,
} from "../../test/fake-api-server.ts";
import type { Clock } from "../core/clock.ts";
import { HarnessError } from "../core/failure.ts";
import type { WatchedObject } from "../environments/cluster-client.ts";
import { type WatchChange, watchResource } from "./watch.ts";

/** An end for a hang, not a wait: busy machines take their time. */
const patiently = { timeout: 15_000 };

/** Waits are over at once; how many there were is counted. */
function hastyClock(): Clock & { slept: number } {
  const clock = { ...wallClock(), slept: 0, sleep };
  async function sleep() {
    clock.slept += 1;
  }
  return clock;
}

const object = (name: string, resourceVersion: string, uid = `uid-${name}`): WatchedObject => ({
  metadata: { name, namespace: "fluxproof", uid, resourceVersion },
});

async function start(
  prepare: (api: FakeApiServer) => void = () => {},
  onChange: (change: WatchChange, seen: WatchedObject) => void = () => {},
) {
  const api = await startFakeApiServer();
  const ending = new AbortController();
  const seen: string[] = [];
  const gaps: string[] = [];
  const clock = hastyClock();
  prepare(api);
  const first = api.nextWatch();
  const started = watchResource({
    client: api.client,
    apiVersion: "source.toolkit.fluxcd.io/v1",
    kind: "GitRepository",
    namespace: "fluxproof",
    clock,
    signal: ending.signal,
    onChange(change, { metadata }) {
      seen.push(`${change} ${metadata.name}@${metadata.resourceVersion}`);
      onChange(change, { metadata });
    },
    onGap: (why) => gaps.push(why),
  });
  return {
    ...{ api, ending, seen, gaps, clock, first, started },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await (await started.catch(() => undefined))?.ended.catch(() => {});
      await api[Symbol.asyncDispose]();
    },
  };
}

/** Resolves once so many changes were seen. */
const seenAll = (seen: string[], count: number) =>
  vi.waitFor(() => expect(seen.length).toBeGreaterThanOrEqual(count), {
    interval: 1,
    timeout: 15_000,
  });

describe("watchResource", () => {
  it("reports what is there, then every change, from the version of the list", async () => {
    await using run = await start((api) => {
      api.objects = [object("a", "5"), object("b", "7")];
      api.listVersion = "9";
    });
    await run.started;
    expect(run.seen).toEqual(["added a@5", "added b@7"]);
    const watch = await run.first;
    expect(watch.path).toBe(
      "/apis/source.toolkit.fluxcd.io/v1/namespaces/fluxproof/gitrepositories",
    );
    expect(Object.fromEntries(watch.query)).toEqual({
      watch: "true",
      allowWatchBookmarks: "true",
      resourceVersion: "9",
    });
    watch.send("ADDED", object("c", "10"));
    watch.send("MODIFIED", object("a", "11"));
    watch.send("BOOKMARK", object("", "12"));
    watch.send("DELETED", object("b", "13"));
    await seenAll(run.seen, 5);
    expect(run.seen.slice(2)).toEqual(["added c@10", "modified a@11", "deleted b@13"]);
    expect(run.gaps).toEqual([]);
  });

  it("selects by label, in the list and in the watch", async () => {
    await using api = await startFakeApiServer();
    const ending = new AbortController();
    const first = api.nextWatch();
    const { ended } = await watchResource({
      client: api.client,
      apiVersion: "v1",
      kind: "ConfigMap",
      namespace: "fluxproof",
      labelSelector: "kustomize.toolkit.fluxcd.io/name",
      clock: hastyClock(),
      signal: ending.signal,
      onChange() {},
      onGap() {},
    });
    const { path, query } = await first;
    expect(path).toBe("/api/v1/namespaces/fluxproof/configmaps");
    expect(query.get("labelSelector")).toBe("kustomize.toolkit.fluxcd.io/name");
    expect(api.lists[0]).toContain("labelSelector=kustomize.toolkit.fluxcd.io%2Fname");
    ending.abort();
    await ended;
  });

  it.each<[string, (watch: OpenWatch) => void]>([
    ["cut", (watch) => watch.cut()],
    ["ended", (watch) => watch.end()],
  ])("takes up a watch that was %s where it was, without a new list", async (_, end) => {
    await using run = await start();
    await run.started;
    const watch = await run.first;
    watch.send("ADDED", object("a", "10"));
    watch.send("BOOKMARK", object("", "20"));
    watch.send("ADDED", object("b", "21"));
    await seenAll(run.seen, 2);
    const next = run.api.nextWatch();
    end(watch);
    const again = await next;
    expect(again.query.get("resourceVersion")).toBe("21");
    again.send("MODIFIED", object("a", "22"));
    await seenAll(run.seen, 3);
    expect(run.seen).toEqual(["added a@10", "added b@21", "modified a@22"]);
    expect(run.api.lists).toHaveLength(1);
    expect(run.gaps).toEqual([]);
  });

  it.each<[string, (run: { api: FakeApiServer }, watch: OpenWatch) => void]>([
    [
      "an ERROR line in the watch",
      (_, watch) => {
        watch.send("ERROR", { kind: "Status", code: 410, message: "too old" });
        watch.end();
      },
    ],
    [
      "the status of the next watch",
      ({ api }, watch) => {
        api.watchStatus = 410;
        watch.cut();
      },
    ],
  ])("lists anew after 410 as %s, and reports what vanished meanwhile", async (_, expire) => {
    await using run = await start((api) => {
      api.objects = [object("kept", "1"), object("changed", "2"), object("gone", "3")];
      api.listVersion = "5";
    });
    await run.started;
    const watch = await run.first;
    watch.send("ADDED", object("seen", "6"));
    await seenAll(run.seen, 4);
    run.api.objects = [
      object("kept", "1"),
      object("changed", "8"),
      object("seen", "6"),
      object("new", "9"),
      // Deleted and made again: another object of the same name.
      object("gone", "10", "uid-again"),
    ];
    run.api.listVersion = "11";
    const next = run.api.nextWatch();
    expire(run, watch);
    await vi.waitFor(() => expect(run.gaps).not.toEqual([]), patiently);
    run.api.watchStatus = 200;
    expect((await next).query.get("resourceVersion")).toBe("11");
    expect(run.seen.slice(4)).toEqual([
      "modified changed@8",
      "added new@9",
      "added gone@10",
      "deleted gone@3",
    ]);
    expect(run.gaps[0]).toMatch(/gitrepositories: the API server no longer has resourceVersion 6$/);
  });

  it("tries again after another error in the stream, from where it was", async () => {
    await using run = await start();
    await run.started;
    const watch = await run.first;
    watch.send("ADDED", object("a", "10"));
    const next = run.api.nextWatch();
    watch.send("ERROR", { kind: "Status", code: 500, message: "etcdserver: leader changed" });
    expect((await next).query.get("resourceVersion")).toBe("10");
    expect(run.clock.slept).toBe(1);
    await watch.closed;
  });

  it("lists again after a failed list, and stands only then", async () => {
    await using run = await start((api) => {
      api.listsRefusedFirst = 3;
      api.objects = [object("a", "1")];
    });
    await run.started;
    expect(run.api.lists).toHaveLength(4);
    expect(run.seen).toEqual(["added a@1"]);
  });

  it("gives up when every list fails", async () => {
    await using run = await start((api) => {
      api.listStatus = 503;
    });
    await expect(run.started).rejects.toThrow(HarnessError);
    await expect(run.started).rejects.toThrow(
      /gitrepositories failed 60 times in a row, last: .*503/s,
    );
    expect(run.api.lists).toHaveLength(60);
  });

  it.each<[string, (api: FakeApiServer) => void, RegExp]>([
    ["is refused", (api) => (api.watchStatus = 503), /last: Service Unavailable/],
    ["ends without a word", () => {}, /last: it ended without a word/],
  ])("gives up when every watch %s", async (_, prepare, message) => {
    await using run = await start(prepare);
    const { ended } = await run.started;
    const { api } = run;
    const ending = setInterval(() => {
      for (const watch of api.watches.splice(0)) watch.end();
    }, 1);
    await expect(ended)
      .rejects.toThrow(message)
      .finally(() => clearInterval(ending));
    await expect(ended).rejects.toThrow(HarnessError);
    expect(run.api.lists).toHaveLength(1);
  });

  it("forgets failures once a watch brings something", async () => {
    await using run = await start();
    const { ended } = await run.started;
    let given = false;
    ended.catch(() => {
      given = true;
    });
    let watch = await run.first;
    for (let round = 1; round <= 70; round += 1) {
      watch.send("ADDED", object(`o${round}`, String(round)));
      await seenAll(run.seen, round);
      const next = run.api.nextWatch();
      watch.cut();
      watch = await next;
    }
    expect(given).toBe(false);
    expect(run.seen).toHaveLength(70);
  });

  describe("with a silent server", () => {
    afterEach(() => {
      vi.useRealTimers();
    });

    /** Half a minute for the client, which looks at its timers and not at our clock. */
    async function halfAMinute() {
      await vi.waitUntil(() => vi.getTimerCount() > 0, { interval: 1, timeout: 15_000 });
      await vi.advanceTimersByTimeAsync(30_000);
    }

    it("takes up a watch that brought nothing for half a minute, and blames nobody", async () => {
      await using run = await start();
      await run.started;
      const watch = await run.first;
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      const second = run.api.nextWatch();
      // The client counts anew from here, on the timers that this test moves.
      watch.send("BOOKMARK", object("", "7"));
      await halfAMinute();
      const { query } = await second;
      expect(query.get("resourceVersion")).toBe("7");
      expect(run.clock.slept).toBe(0);
    });

    it("counts a watch that was not even answered as failed", async () => {
      await using run = await start();
      await run.started;
      const watch = await run.first;
      run.api.mute = true;
      vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
      watch.send("BOOKMARK", object("", "7"));
      watch.cut();
      await vi.waitFor(() => expect(run.clock.slept).toBe(1), patiently);
      await halfAMinute();
      await vi.waitFor(() => expect(run.clock.slept).toBe(2), patiently);
    });
  });

  it("ends when the signal aborts, and closes its connection", async () => {
    await using run = await start();
    const { ended } = await run.started;
    const watch = await run.first;
    run.ending.abort();
    await ended;
    await watch.closed;
    expect(run.api.watches).toHaveLength(1);
  });

  it("ends when the signal aborts before a watch is answered", async () => {
    await using run = await start();
    const { ended } = await run.started;
    const watch = await run.first;
    run.api.mute = true;
    watch.cut();
    await vi.waitFor(() => expect(run.clock.slept).toBe(1), patiently);
    run.ending.abort();
    await ended;
  });

  it("ends when the signal aborts while the list is awaited", async () => {
    await using run = await start((api) => {
      api.listStatus = 503;
    });
    run.ending.abort();
    const { ended } = await run.started;
    await ended;
    expect(run.api.watches).toEqual([]);
  });

  it("breaks at once when what takes the changes can't go on", async () => {
    await using run = await start(undefined, () => {
      throw new HarnessError("history.ndjson: entry 7 could not be written");
    });
    const { ended } = await run.started;
    const watch = await run.first;
    watch.send("ADDED", object("a", "10"));
    await expect(ended).rejects.toThrow("entry 7 could not be written");
    await watch.closed;
    expect(run.clock.slept).toBe(0);
  });
});
