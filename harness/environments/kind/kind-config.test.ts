import { describe, expect, it } from "vitest";
import { kindConfig, mappedNodePorts } from "./kind-config.ts";

interface Config {
  nodes: { role: string; extraMounts?: object[]; extraPortMappings?: object[] }[];
  kubeadmConfigPatches: string[];
}

const request = {
  name: "fluxproof-00000000",
  controlPlanes: 1,
  workers: 0,
  ports: new Map(mappedNodePorts.map((port, index) => [port, 20_000 + index])),
  auditFolder: "/somewhere/audit",
  cgroupVersion: "2",
};
const make = (changes: Partial<typeof request> = {}) =>
  kindConfig({ ...request, ...changes }) as Config;

describe("the configuration of a cluster", () => {
  it("opens its ports on loopback only, and once", () => {
    const { nodes } = make({ controlPlanes: 3, workers: 2 });
    expect(nodes.map(({ role }) => role)).toEqual([
      ...Array(3).fill("control-plane"),
      ...Array(2).fill("worker"),
    ]);
    const mappings = nodes.flatMap(({ extraPortMappings = [] }) => extraPortMappings);
    expect(mappings).toHaveLength(mappedNodePorts.length);
    expect(mappings[0]).toEqual({
      ...{ containerPort: 30_080, hostPort: 20_000, listenAddress: "127.0.0.1", protocol: "TCP" },
    });
  });

  it("has every API server write its audit log where this machine can read it", () => {
    const { nodes, kubeadmConfigPatches } = make({ controlPlanes: 2, workers: 1 });
    const mounts = nodes.map(({ extraMounts = [] }) => extraMounts);
    const mount = { hostPath: "/somewhere/audit", containerPath: "/var/lib/fluxproof-audit" };
    expect(mounts).toEqual([[mount], [mount], []]);
    const { apiServer } = JSON.parse(kubeadmConfigPatches[0] ?? "");
    expect(apiServer.extraArgs["audit-log-path"]).toBe("/var/lib/fluxproof-audit/audit.log");
  });

  it("lets kubelets run on the older cgroups, where Docker has them", () => {
    const patches = (cgroupVersion: string) =>
      make({ cgroupVersion }).kubeadmConfigPatches.join("\n");
    expect(patches("2")).not.toContain("failCgroupV1");
    expect(patches("1")).toContain('"failCgroupV1":false');
  });

  it("lets Pods run on several control planes unless there are workers, and leaves a single one to kind", () => {
    const kinds = (nodes: { controlPlanes: number; workers: number }) =>
      make(nodes)
        .kubeadmConfigPatches.filter((patch) => patch.includes('"taints":[]'))
        .map((patch) => JSON.parse(patch).kind);
    expect(kinds({ controlPlanes: 3, workers: 0 })).toEqual([
      "InitConfiguration",
      "JoinConfiguration",
    ]);
    expect(kinds({ controlPlanes: 3, workers: 1 })).toEqual([]);
    expect(kinds({ controlPlanes: 1, workers: 0 })).toEqual([]);
  });
});
