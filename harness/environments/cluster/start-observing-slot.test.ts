import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { UnsupportedError } from "../../core/failure.ts";
import type { HistoryEntry, Observation } from "../../core/history.ts";
import type { SlotRequest } from "../environment.ts";
import { startSimGitHost } from "../git-hosts/sim.ts";
import { loopback } from "../harness-address.ts";
import { wallClock } from "../wall-clock.ts";
import { findInstalledFlux } from "./installed-flux.ts";
import { ownershipOf } from "./run-mark.ts";
import { readUsage } from "./scrape-usage.ts";
import { startObservingSlot } from "./start-observing-slot.ts";
import { controllerDeployment, servedCluster } from "./testing/served-cluster.ts";

async function place() {
  const cluster = await servedCluster();
  const body = controllerDeployment("source-controller", "fluxcd/source-controller:v1.7.3");
  await cluster.core.createNamespace({ body: { metadata: { name: "flux-system" } } });
  await cluster.apps.createNamespacedDeployment({ namespace: "flux-system", body });
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-cluster-test-"));
  onTestFinished(() => rm(dir, { recursive: true, force: true }));
  const recorded: Observation[] = [];
  const record = (observation: Observation) => {
    recorded.push(observation);
    return observation as HistoryEntry;
  };
  const flux = await findInstalledFlux(cluster.apps);
  const start = (change: Partial<SlotRequest> = {}) =>
    startObservingSlot(
      {
        ...{ dir, seed: 1, accounts: [], controllers: {}, workloads: [], apiFaults: false },
        ...{ recorder: { record }, clock: wallClock(), signal: new AbortController().signal },
        subject: { info: {} as never, binaries: {}, crdFiles: [] },
        ...change,
      },
      {
        ...{ context: cluster.context, flux, address: loopback, temporaryRoot: tmpdir() },
        startGitHost: startSimGitHost,
      },
    );
  const namespaces = async () => (await cluster.core.listNamespace()).items;
  return {
    ...cluster,
    start,
    namespaces,
    dir,
    [Symbol.asyncDispose]: cluster[Symbol.asyncDispose],
  };
}

test("two runs at once have a marked namespace each, and take it with them", async () => {
  await using at = await place();
  const before = (await at.namespaces()).map(({ metadata }) => metadata?.name);
  {
    await using one = await at.start();
    await using other = await at.start();
    const names = [one, other].map(({ namespace = "" }) => namespace);
    expect(new Set(names).size).toBe(2);
    const made = (await at.namespaces()).filter(({ metadata }) =>
      names.includes(metadata?.name ?? ""),
    );
    expect(made.map((each) => ownershipOf(each))).toEqual(["running", "running"]);
  }
  expect((await at.namespaces()).map(({ metadata }) => metadata?.name)).toEqual(before);
});

test("nothing outside of it is written, and nobody else's controllers are ended", async () => {
  await using at = await place();
  await using slot = await at.start();
  const metadata = { name: "theirs", namespace: "flux-system" };
  const secret = { apiVersion: "v1", kind: "Secret", metadata };
  for (const write of [slot.cluster.create, slot.cluster.patch, slot.cluster.delete]) {
    await expect(write(secret)).rejects.toThrow(UnsupportedError);
    await expect(write({ ...secret, metadata: { name: "theirs" } })).rejects.toThrow(/its own/);
    const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" };
    await expect(write({ ...role, metadata: { name: "x" } })).rejects.toThrow(UnsupportedError);
  }
  const end = { controller: "source-controller", how: "crash", pod: "kept" } as const;
  await expect(slot.controllers.end(end)).rejects.toThrow(/installed here by others/);
  await expect(slot.hook({ path: "/hook/x", headers: {}, body: "" })).rejects.toThrow(
    /no notification-controller/,
  );
});

test("what would touch more is refused before anything is made", async () => {
  await using at = await place();
  const before = await at.namespaces();
  const limited = { "source-controller": { memoryLimit: "64Mi" } };
  await expect(at.start({ controllers: limited })).rejects.toThrow(/settings of source-controller/);
  await expect(at.start({ apiFaults: true })).rejects.toThrow(UnsupportedError);
  await expect(at.start({ workloads: [{ outcome: "never" }] })).rejects.toThrow(UnsupportedError);
  expect(await at.namespaces()).toHaveLength(before.length);
  await expect(readFile(join(at.dir, "logs", "source-controller.log"))).rejects.toThrow(/ENOENT/);
});

test("memory and CPU are read from the controllers' metrics", () => {
  const text = [
    "# HELP process_resident_memory_bytes Resident memory size in bytes.",
    "process_resident_memory_bytes 8.6323200e+07",
    "process_cpu_seconds_total 12.34",
  ].join("\n");
  expect(readUsage(text)).toEqual({ rss: 86_323_200, cpuSeconds: 12.34 });
  expect(readUsage("go_goroutines 12\n")).toBeUndefined();
});
