import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { UsageError } from "../core/failure.ts";
import { writeEnvtestAssets } from "../environments/sim/envtest-assets.ts";
import { isControlPlaneProvisioned, provisionControlPlane } from "./control-plane.ts";
import { type FakeGo, fakeGo, testContext } from "./testing/fake-go.ts";

async function addAssets(go: FakeGo, outputs: Record<string, string>): Promise<NodeJS.ProcessEnv> {
  const assets = join(go.dir, "assets");
  await mkdir(assets);
  for (const [name, output] of Object.entries(outputs)) {
    await writeFile(join(assets, name), `#!/bin/sh\necho "${output}"\n`, { mode: 0o755 });
  }
  return { ...go.env, KUBEBUILDER_ASSETS: assets };
}

describe("provisionControlPlane", () => {
  test("builds etcd and Kubernetes where nothing else is named", async () => {
    await using go = await fakeGo();
    const { KUBEBUILDER_ASSETS: _unset, ...env } = go.env;
    expect(await isControlPlaneProvisioned(go.cacheDir, env)).toEqual({
      provisioned: false,
      missing: ["etcd 3.6.5", "kubernetes 1.34.4"],
    });
    const plane = await provisionControlPlane(testContext(go, { env }));
    expect(plane.versions).toEqual({
      etcd: "3.6.5",
      "kube-apiserver": "1.34.4",
      "kube-controller-manager": "1.34.4",
    });
    expect(plane.etcd).toMatch(/\/etcd\/3\.6\.5-[^/]+\/etcd$/);
    expect(plane.kubeApiserver).toMatch(/\/kube-apiserver$/);
    expect(plane.kubeControllerManager).toMatch(/\/kube-controller-manager$/);
    const builds = (await go.calls()).filter((call) => call.startsWith("build "));
    expect(builds).toHaveLength(2);
    expect(builds[1]).toContain(
      "-ldflags -s -w -X k8s.io/component-base/version.gitVersion=v1.34.4 " +
        "-X k8s.io/component-base/version.gitMajor=1 -X k8s.io/component-base/version.gitMinor=34 -o",
    );
    expect((await isControlPlaneProvisioned(go.cacheDir, env)).provisioned).toBe(true);
  });

  test("takes KUBEBUILDER_ASSETS and asks its programs for their versions", async () => {
    await using go = await fakeGo();
    const env = await addAssets(go, {
      etcd: "etcd Version: 3.5.21\nGit SHA: 12ab",
      "kube-apiserver": "Kubernetes v1.33.0",
      "kube-controller-manager": "Kubernetes v1.33.1-rc.0",
    });
    const plane = await provisionControlPlane(testContext(go, { env }));
    expect(plane.versions).toEqual({
      etcd: "3.5.21",
      "kube-apiserver": "1.33.0",
      "kube-controller-manager": "1.33.1-rc.0",
    });
    expect(plane.kubeControllerManager).toBe(
      join(env.KUBEBUILDER_ASSETS ?? "", "kube-controller-manager"),
    );
    expect(await isControlPlaneProvisioned(go.cacheDir, env)).toEqual({
      provisioned: true,
      missing: [],
    });
  });

  test("builds the kube-controller-manager that envtest's folder lacks, and says so", async () => {
    await using go = await fakeGo();
    const env = await addAssets(go, {
      etcd: "etcd Version: 3.5.21",
      "kube-apiserver": "Kubernetes v1.34.1",
    });
    const context = testContext(go, { env });
    const plane = await provisionControlPlane(context);
    expect(plane.versions["kube-controller-manager"]).toBe("1.34.4");
    expect(plane.kubeControllerManager).toContain(go.cacheDir);
    expect(context.lines[0]).toMatch(
      /not in KUBEBUILDER_ASSETS.*our own 1\.34\.4 beside.*1\.34\.1/,
    );
  });

  test("refuses a folder without the programs", async () => {
    await using go = await fakeGo();
    const env = await addAssets(go, { etcd: "etcd Version: 3.5.21" });
    const context = testContext(go, { env });
    await expect(provisionControlPlane(context)).rejects.toThrow(UsageError);
    await expect(provisionControlPlane(context)).rejects.toThrow(
      /KUBEBUILDER_ASSETS is ".*assets": expected an executable file kube-apiserver/,
    );
  });

  test("refuses simulators in place of the real programs", async () => {
    await using go = await fakeGo();
    const folder = join(go.dir, "assets");
    await writeEnvtestAssets({ folder, path: "", node: process.execPath });
    const context = testContext(go, { env: { ...go.env, KUBEBUILDER_ASSETS: folder } });
    await expect(provisionControlPlane(context)).rejects.toThrow(UsageError);
    await expect(provisionControlPlane(context)).rejects.toThrow("it is fluxproof's simulator");
  });

  test("shows what a program said instead of its version", async () => {
    await using go = await fakeGo();
    const env = await addAssets(go, { etcd: "3.5.21", "kube-apiserver": "unknown" });
    await expect(provisionControlPlane(testContext(go, { env }))).rejects.toThrow(
      /kube-apiserver --version: expected a version such as v1\.34\.4, got "unknown\\n"/,
    );
  });
});
