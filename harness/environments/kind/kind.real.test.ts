import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readdir, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultCacheDir } from "../../subjects/cache-dir.ts";
import { fillIn } from "../../subjects/provision.ts";
import { noProgress } from "../../subjects/testing/no-progress.ts";
import {
  type ContainerSample,
  sampleContainers,
  type WatchedContainer,
} from "../in-cluster/node-memory.ts";
import { wallClock } from "../wall-clock.ts";
import { type Docker, openDocker } from "./docker.ts";
import { KindCluster, type StartedKindCluster } from "./kind-cluster.ts";
import { findKind, type Kind } from "./kind-program.ts";
import { sweepClusters } from "./sweep-clusters.ts";

/** Needs Docker, and a node image: kind's default, or that of FLUXPROOF_NODE_IMAGE. */
const enabled = process.env.FLUXPROOF_KIND === "1";
const times = Number(process.env.FLUXPROOF_KIND_TIMES ?? 1);
const clock = wallClock();
const signal = new AbortController().signal;
const kubectl = ["kubectl", "--kubeconfig=/etc/kubernetes/admin.conf"];

describe.skipIf(!enabled)(
  "clusters by kind, on real Docker",
  { timeout: 180_000 + times * 120_000 },
  () => {
    let cacheDir: string;
    let docker: Docker;
    let kind: Kind;
    beforeAll(async () => {
      cacheDir = await mkdtemp(join(tmpdir(), "kind-real-"));
      docker = await openDocker({});
      kind = await findKind(fillIn({ cacheDir: defaultCacheDir(), progress: noProgress, signal }));
    }, 600_000);
    afterAll(() => rm(cacheDir, { recursive: true }));

    const start = (workers = 0): Promise<StartedKindCluster> => {
      const nodeImage = process.env.FLUXPROOF_NODE_IMAGE || undefined;
      const cluster = new KindCluster({ docker, kind, cacheDir, nodeImage, workers });
      return cluster.start({ signal, logs: cacheDir });
    };
    const containersOf = async (name: string) => {
      const label = `label=io.x-k8s.kind.cluster=${name}`;
      const text = await docker.run(["ps", "--all", "--quiet", "--filter", label]);
      return text.split("\n").filter(Boolean);
    };
    const folders = () => readdir(join(cacheDir, "clusters"));

    test("one of two nodes gets ready, is looked into, and goes whole", async () => {
      const cluster = await start(1);
      const [controlPlane = "", worker = ""] = cluster.nodes.names;
      expect(worker).toBe(`${cluster.name}-worker`);
      const watched = await listContainers(cluster);
      const samples: ContainerSample[] = [];
      {
        await using _sampler = sampleContainers({
          ...{ nodes: cluster.nodes, clock },
          watched: () => watched,
          onSample: (sample) => samples.push(sample),
        });
        await until(() =>
          watched.every(({ containerId }) =>
            samples.some((each) => each.containerId === containerId),
          ),
        );
      }
      expect(samples.map(({ node }) => node)).toContain(worker);
      for (const { rss, rssPeak, workingSet = 0, anon = 0, cpuSeconds } of samples) {
        expect(rss).toBeGreaterThan(2 ** 20);
        expect(rssPeak).toBeGreaterThanOrEqual(rss);
        expect(anon).toBeGreaterThan(2 ** 18);
        expect(workingSet).toBeGreaterThanOrEqual(anon / 2);
        expect(cpuSeconds).toBeGreaterThan(0);
      }
      await expectNothingFollowed(cluster, controlPlane);

      const lines: string[] = [];
      const following = cluster.nodes.follow(worker, ["sh", "-c", "echo a; echo b"]);
      for await (const line of following.lines) lines.push(line);
      expect(lines).toEqual(["a", "b"]);
      await expect(cluster.nodes.run(worker, ["false"])).rejects.toThrow(/^false on node/);
      await cluster.exportLogs(join(cacheDir, "logs"));
      expect(await readdir(join(cacheDir, "logs"))).toContain(controlPlane);
      // What asks as nobody that the policy counts is no line of it.
      expect((await stat(cluster.auditLogFile ?? "")).size).toBe(0);

      const beganAtMs = clock.nowMs();
      await cluster[Symbol.asyncDispose]();
      expect(clock.nowMs() - beganAtMs).toBeLessThan(20_000);
      expect(await containersOf(cluster.name)).toEqual([]);
      expect(await folders()).toEqual([]);
    });

    test("a node that is killed is told, and removed with its cluster", async () => {
      for (let time = 0; time < times; time += 1) {
        const cluster = await start();
        const [node = ""] = cluster.nodes.names;
        await docker.run(["kill", "--signal", "KILL", node]);
        await until(() => cluster.failed.aborted);
        expect(cluster.failed.reason.message).toContain(`node ${node} ended with status 137`);
        await cluster[Symbol.asyncDispose]();
        expect(await containersOf(cluster.name)).toEqual([]);
      }
    });

    test("what a killed harness left is swept, and nothing else", async () => {
      await using others = await start();
      for (let time = 0; time < times; time += 1) {
        // In the middle of the making at first, then of what comes after it.
        const moment = ["Preparing", "Starting control-plane", "waiting", "ready"][time % 4] ?? "";
        const harness = spawnHolder(cacheDir);
        const name = await waitForLine(harness, moment, folders, others.name);
        harness.kill("SIGKILL");
        await once(harness, "exit");
        await clock.sleep(500);
        expect(await sweepClusters({ docker, kind, cacheDir })).toEqual([name]);
        expect(await containersOf(name)).toEqual([]);
        expect(await containersOf(others.name)).toHaveLength(1);
        expect(await folders()).toEqual([others.name]);
      }
      expect(others.failed.aborted).toBe(false);
    });
  },
);

/** Polls until it holds; a test's own time limit ends it otherwise. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await clock.sleep(50);
}

function spawnHolder(cacheDir: string): ChildProcess {
  const file = join(import.meta.dirname, "testing", "hold-cluster.ts");
  return spawn(process.execPath, [file, cacheDir], { stdio: ["ignore", "pipe", "inherit"] });
}

/** Resolves to the name of the harness's cluster. */
async function waitForLine(
  harness: ChildProcess,
  text: string,
  folders: () => Promise<string[]>,
  other: string,
): Promise<string> {
  if (!harness.stdout) throw new Error("no output");
  for await (const line of createInterface({ input: harness.stdout })) {
    if (line.includes(text)) break;
  }
  const name = (await folders()).find((each) => each !== other);
  if (name === undefined) throw new Error(`the harness ended before it said ${text}`);
  return name;
}

async function listContainers(cluster: StartedKindCluster): Promise<WatchedContainer[]> {
  const [controlPlane = ""] = cluster.nodes.names;
  let found: WatchedContainer[] = [];
  await until(async () => {
    const text = await cluster.nodes.run(controlPlane, [
      ...kubectl,
      "get",
      "pods",
      "-A",
      "-o",
      "json",
    ]);
    const pods: Pod[] = JSON.parse(text).items;
    found = pods.flatMap(({ metadata, spec, status }) =>
      (status.containerStatuses ?? []).map(({ containerID = "" }) => ({
        node: spec.nodeName,
        // The kubelet knows a Pod that it has from a file by that file's hash.
        podUid: metadata.annotations?.["kubernetes.io/config.hash"] ?? metadata.uid,
        containerId: containerID.replace("containerd://", ""),
      })),
    );
    return found.length > 5 && found.every(({ containerId }) => containerId !== "");
  });
  return found;
}

interface Pod {
  metadata: { uid: string; annotations?: Record<string, string> };
  spec: { nodeName: string };
  status: { containerStatuses?: { containerID?: string }[] };
}

/** What was followed on a node ends there, too. */
async function expectNothingFollowed(cluster: StartedKindCluster, node: string): Promise<void> {
  await until(async () => {
    const text = await cluster.nodes.run(node, [
      "sh",
      "-c",
      "cat /proc/[0-9]*/cmdline | tr '\\0' ' '",
    ]);
    return !text.includes("inactive_file");
  });
}
