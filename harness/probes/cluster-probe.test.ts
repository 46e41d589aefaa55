import { describe, expect, it, vi } from "vitest";
import { wallClock } from "../../simulators/support/clock.ts";
import { type FakeApiServer, startFakeApiServer } from "../../test/fake-api-server.ts";
import type { HistoryEntry, Observation } from "../core/history.ts";
import type { WatchedObject } from "../environments/cluster-client.ts";
import { followedKinds } from "../scenario/kinds.ts";
import { scenario } from "../scenario/scenario.ts";
import { startClusterProbe } from "./cluster-probe.ts";

const source = (resourceVersion: string, message: string, rest: object = {}): WatchedObject => ({
  metadata: { name: "fleet-000", namespace: "fluxproof", uid: "uid-1", resourceVersion },
  status: {
    conditions: [
      { type: "Ready", status: "False", reason: "GitOperationFailed", message, ...rest },
    ],
  },
});

const kinds = followedKinds(
  scenario({ name: "test/probe", guarantee: "Any.", drive: [], check: [] }),
);

async function start(prepare: (api: FakeApiServer) => void = () => {}) {
  const api = await startFakeApiServer();
  prepare(api);
  const ending = new AbortController();
  const recorded: Observation[] = [];
  const sources = api.nextWatch("gitrepositories");
  const configMaps = api.nextWatch("configmaps");
  const events = api.nextWatch("events");
  const probe = await startClusterProbe({
    client: api.client,
    namespace: "fluxproof",
    kinds,
    recorder: {
      record(observation) {
        recorded.push(observation);
        return { seq: recorded.length, tMs: 0, ...observation } as HistoryEntry;
      },
    },
    clock: { ...wallClock(), sleep: async () => {} },
    signal: ending.signal,
  });
  const count = (expected: number) =>
    vi.waitFor(() => expect(recorded).toHaveLength(expected), { interval: 1, timeout: 15_000 });
  return {
    ...{ api, ending, recorded, probe, count, sources: await sources, events: await events },
    configMaps: await configMaps,
    async [Symbol.asyncDispose]() {
      ending.abort();
      await probe.failure.catch(() => {});
      await api[Symbol.asyncDispose]();
    },
  };
}

describe("startClusterProbe", () => {
  it("follows Flux's objects, what Kustomizations applied, and Events", async () => {
    await using run = await start();
    const paths = run.api.watches.map(({ path }) => path.split("/").at(-1)).sort();
    expect(paths).toEqual(["configmaps", "events", "gitrepositories", "kustomizations"]);
  });

  it("records a state once, however often it is written", async () => {
    await using run = await start();
    run.sources.send("ADDED", source("1", "status code: 429"));
    run.sources.send("MODIFIED", source("2", "status code: 429", { lastTransitionTime: "later" }));
    run.sources.send("MODIFIED", source("3", "status code: 503"));
    run.sources.send("MODIFIED", source("4", "status code: 429"));
    await run.count(3);
    expect(run.recorded).toMatchObject([
      { change: "added", resourceVersion: "1" },
      { change: "modified", resourceVersion: "3" },
      { change: "modified", resourceVersion: "4" },
    ]);
    expect(run.recorded[0]).toEqual({
      type: "kube.object",
      change: "added",
      apiVersion: "source.toolkit.fluxcd.io/v1",
      kind: "GitRepository",
      namespace: "fluxproof",
      name: "fleet-000",
      uid: "uid-1",
      resourceVersion: "1",
      state: {
        conditions: [
          {
            type: "Ready",
            status: "False",
            reason: "GitOperationFailed",
            message: "status code: 429",
          },
        ],
      },
    });
  });

  it("records users' objects once Flux applied or installed them, and from then on", async () => {
    await using run = await start();
    const seen = (name: string, labels: Record<string, string>, text = "1"): WatchedObject => ({
      metadata: { name, namespace: "fluxproof", uid: name, resourceVersion: "1", labels },
      data: { change: text },
    });
    const owner = (domain: string) => ({
      [`${domain}.toolkit.fluxcd.io/name`]: "app",
      [`${domain}.toolkit.fluxcd.io/namespace`]: "fluxproof",
    });
    run.configMaps.send("ADDED", seen("nobodys", { app: "x" }));
    run.configMaps.send("ADDED", seen("applied", owner("kustomize")));
    run.configMaps.send("ADDED", seen("installed", owner("helm")));
    run.configMaps.send("MODIFIED", seen("nobodys", {}, "2"));
    run.configMaps.send("MODIFIED", seen("applied", {}, "2"));
    run.configMaps.send("DELETED", seen("nobodys", {}));
    run.configMaps.send("DELETED", seen("applied", {}, "2"));
    await run.count(4);
    expect(run.recorded).toMatchObject([
      { change: "added", name: "applied", state: { owner: "fluxproof/app", change: 1 } },
      { change: "added", name: "installed", state: { release: "fluxproof/app", change: 1 } },
      { change: "modified", name: "applied", state: { change: 2 } },
      { change: "deleted", name: "applied" },
    ]);
  });

  it("records a deletion, and the same state anew after it", async () => {
    await using run = await start();
    run.sources.send("ADDED", source("1", "x"));
    run.sources.send("DELETED", source("2", "x"));
    run.sources.send("ADDED", source("3", "x"));
    await run.count(3);
    expect(run.recorded.map((entry) => "change" in entry && entry.change)).toEqual([
      "added",
      "deleted",
      "added",
    ]);
  });

  it("records no Receiver's path that an Event tells", async () => {
    await using run = await start();
    const path = `/hook/${"0f".repeat(32)}`;
    run.events.send("ADDED", {
      metadata: { name: "git.1", namespace: "fluxproof", uid: "e", resourceVersion: "1" },
      involvedObject: { kind: "Receiver", namespace: "fluxproof", name: "git" },
      message: `Receiver initialized for path: ${path}`,
    });
    await run.count(1);
    expect(run.recorded).toMatchObject([{ message: "Receiver initialized for path: /hook/…" }]);
  });

  it("records Events, but not their going", async () => {
    await using run = await start();
    const event = {
      metadata: { name: "fleet-000.1", namespace: "fluxproof", uid: "e", resourceVersion: "1" },
      involvedObject: {
        kind: "GitRepository",
        namespace: "fluxproof",
        name: "fleet-000",
        uid: "u",
      },
      type: "Warning",
      reason: "GitOperationFailed",
      message: "status code: 429",
      source: { component: "source-controller" },
    };
    run.events.send("ADDED", event);
    run.events.send("DELETED", event);
    const involvedObject = { ...event.involvedObject, apiVersion: "source.toolkit.fluxcd.io/v1" };
    const reportingComponent = "kustomize-controller";
    run.events.send("ADDED", { ...event, involvedObject, count: 3, reportingComponent });
    await run.count(2);
    expect(run.recorded).toEqual([
      {
        type: "kube.event",
        involved: { kind: "GitRepository", namespace: "fluxproof", name: "fleet-000" },
        kind: "Warning",
        reason: "GitOperationFailed",
        message: "status code: 429",
        count: 1,
        reporter: "source-controller",
      },
      expect.objectContaining({
        involved: {
          apiVersion: "source.toolkit.fluxcd.io/v1",
          kind: "GitRepository",
          namespace: "fluxproof",
          name: "fleet-000",
        },
        count: 3,
        reporter: "kustomize-controller",
      }),
    ]);
  });

  it("notes a gap, so that a reader knows what may be missing", async () => {
    await using run = await start();
    run.sources.send("ERROR", { code: 410 });
    run.sources.end();
    await run.count(1);
    expect(run.recorded[0]).toMatchObject({
      type: "note",
      text: expect.stringMatching(/^watch gap: .*gitrepositories: /),
    });
  });

  it("says when a watch can't go on, also to one who looks only later", async () => {
    await using run = await start();
    run.api.watchStatus = 503;
    run.sources.cut();
    // An unhandled rejection meanwhile would fail this test.
    await vi.waitFor(() => expect(run.probe.failure).rejects.toThrow(/60 times in a row/), {
      timeout: 15_000,
    });
  });

  it("rejects when the first list can't be had", async () => {
    const failing = start((api) => {
      api.listStatus = 500;
    });
    await expect(failing).rejects.toThrow(/failed 60 times in a row/);
  });
});
