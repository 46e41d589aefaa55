import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { KindCluster, type KindClusterOptions } from "./kind-cluster.ts";
import { type FakePrograms, fakePrograms } from "./testing/fake-programs.ts";

async function fake() {
  const programs = await fakePrograms();
  onTestFinished(() => programs[Symbol.asyncDispose]());
  return programs;
}

async function start(programs: FakePrograms, changes: Partial<KindClusterOptions> = {}) {
  const { kind, cacheDir, dir } = programs;
  const docker = await programs.docker();
  const phases: string[] = [];
  const cluster = new KindCluster({ docker, kind, cacheDir, nodeImage: "here:1", ...changes });
  const request = {
    ...{ signal: new AbortController().signal, logs: join(dir, "logs") },
    onPhase: (phase: string) => phases.push(phase),
  };
  return { started: await cluster.start(request), phases };
}

const clustersOf = ({ cacheDir }: FakePrograms) => readdirSync(join(cacheDir, "clusters"));
const deletions = async (programs: FakePrograms) =>
  (await programs.calls()).filter((call) => call.startsWith("kind delete cluster"));

describe("a cluster by kind", () => {
  it("has a name and a configuration of its own, and is removed whole", async () => {
    const programs = await fake();
    const { started, phases } = await start(programs);
    expect(started.name).toMatch(/^fluxproof-[a-z0-9]{8}$/);
    expect(started.nodes.names).toEqual([
      `${started.name}-control-plane`,
      `${started.name}-worker`,
    ]);
    expect(started.kubernetesVersion).toBe("1.34.4");
    expect(started.harness).toEqual({ listen: "127.0.0.1", reachedAs: "127.0.0.1" });
    expect(phases).toContain("making the cluster: Preparing nodes");
    const [folder = ""] = clustersOf(programs);
    const path = join(programs.cacheDir, "clusters", folder);
    const config = JSON.parse(readFileSync(join(path, "kind.json"), "utf8"));
    const [{ hostPort }] = config.nodes[0].extraPortMappings;
    expect(started.nodePortOrigin(30_080)).toBe(`http://127.0.0.1:${hostPort}`);
    expect(started.nodePortOrigin(31_000)).toBeUndefined();
    expect(existsSync(started.auditLogFile ?? "")).toBe(true);

    await started[Symbol.asyncDispose]();
    const kubeconfig = join(path, "kubeconfig");
    expect(await deletions(programs)).toEqual([
      `kind delete cluster --name ${started.name} --kubeconfig ${kubeconfig}`,
    ]);
    expect(clustersOf(programs)).toEqual([]);
  });

  it("leaves nothing behind when it does not come up, but its logs", async () => {
    const programs = await fake();
    await programs.fail("kind create", "ERROR: kubeadm init failed");
    const failing = start(programs);
    await expect(failing).rejects.toThrow(
      /making cluster fluxproof-.* failed:[\s\S]*logs of the nodes: /,
    );
    expect(existsSync(join(programs.dir, "logs", "kind", "kubelet.log"))).toBe(true);
    expect(clustersOf(programs)).toEqual([]);
    expect(await deletions(programs)).toHaveLength(1);
  });

  it("names the image that can't be had, and those that are there", async () => {
    const programs = await fake();
    await programs.answer("docker image ls", "fluxproof.local/node:v1.34.4\n");
    await programs.fail("docker image inspect", "Error: No such image: far:1");
    await programs.fail("docker pull", "Error response from daemon: manifest unknown");
    const named = start(programs, { nodeImage: "far:1" });
    await expect(named).rejects.toThrow(
      /^node image far:1 is not in Docker and can't be pulled. Docker has fluxproof.local\/node:v1.34.4/,
    );
    // Nothing was made, so that there is nothing to remove.
    expect(existsSync(join(programs.cacheDir, "clusters"))).toBe(false);

    await programs.fail(
      "kind create",
      'ERROR: failed to pull image "kindest/node:v1": exit status 1',
    );
    const byDefault = start(programs, { nodeImage: undefined });
    await expect(byDefault).rejects.toThrow(/^the node image of kind 0.33.0 is not in Docker/);
    expect(clustersOf(programs)).toEqual([]);
  });

  it("names the load balancer's image where only that can't be had", async () => {
    const programs = await fake();
    const words = 'ERROR: failed to pull image "docker.io/envoyproxy/envoy:v1.36.2": exit status 1';
    await programs.fail("kind create", words);
    const several = start(programs, { controlPlanes: 3 });
    await expect(several).rejects.toThrow(
      /^kind 0.33.0 puts a load balancer before 3 control planes, and its image docker.io\/envoyproxy\/envoy:v1.36.2 is not in Docker.*npm run images -- balancer.*--control-planes 1\./,
    );
    await programs.fail("kind create", 'ERROR: failed to pull image "kindest/node:v1": status 1');
    const byDefault = start(programs, { controlPlanes: 3, nodeImage: undefined });
    await expect(byDefault).rejects.toThrow(/^the node image of kind 0.33.0 is not in Docker/);
  });

  it("says so when a node ends under it", async () => {
    const programs = await fake();
    const { started } = await start(programs);
    expect(started.failed.aborted).toBe(false);
    const failed = new Promise((resolve) => started.failed.addEventListener("abort", resolve));
    await programs.tellEvent(`${started.name}-worker 137`);
    await failed;
    expect(started.failed.reason.message).toMatch(/node fluxproof-.*-worker ended with status 137/);
    await started[Symbol.asyncDispose]();
  });

  it("stays known to later runs where no Docker is there to remove it", async () => {
    const programs = await fake();
    const { started } = await start(programs);
    await programs.fail("kind delete", "Cannot connect to the Docker daemon at unix:///x");
    await started[Symbol.asyncDispose]();
    expect(clustersOf(programs)).toEqual([started.name]);
  });

  it("has at least one control plane", () => {
    const options = { controlPlanes: 0 } as KindClusterOptions;
    expect(() => new KindCluster(options)).toThrow(/controlPlanes is 0: expected .* from 1 on/);
  });
});
