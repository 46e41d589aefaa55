import { auditPolicy } from "../slot/audit-policy.ts";

/** NodePorts that this machine reaches: a kind cluster can map no more once it runs. */
export const mappedNodePorts: readonly number[] = [
  30080, 30081, 30082, 30083, 30084, 30085, 30086, 30087,
];

/** What a cluster is made from, as far as its configuration tells. */
export interface KindConfigRequest {
  name: string;
  controlPlanes: number;
  workers: number;
  /** Ports of this machine by NodePort. */
  ports: ReadonlyMap<number, number>;
  /** Folder of this machine with the audit policy and the audit log in it. */
  auditFolder: string;
  /** What Docker's machine has. */
  cgroupVersion: string;
}

export const auditFiles = { policy: "policy.json", log: "audit.log" } as const;

/** Where nodes, and the API servers on them, have the audit folder. */
const auditMount = "/var/lib/fluxproof-audit";

/** kind's configuration, API version v1alpha4. */
export function kindConfig(request: KindConfigRequest): object {
  const controlPlanes = Array.from({ length: request.controlPlanes }, (_, index) => ({
    role: "control-plane",
    extraMounts: [{ hostPath: request.auditFolder, containerPath: auditMount }],
    // A NodePort is open on every node, so that one of them is enough.
    ...(index === 0 ? { extraPortMappings: portMappings(request.ports) } : {}),
  }));
  const workers = Array.from({ length: request.workers }, () => ({ role: "worker" }));
  return {
    kind: "Cluster",
    apiVersion: "kind.x-k8s.io/v1alpha4",
    name: request.name,
    networking: { apiServerAddress: "127.0.0.1" },
    kubeadmConfigPatches: [
      auditPatch,
      ...kubeletPatches(request.cgroupVersion),
      ...(request.workers === 0 && request.controlPlanes > 1 ? openPatches : []),
    ].map((patch) => JSON.stringify(patch)),
    nodes: [...controlPlanes, ...workers],
  };
}

/** Bodies stay out: what is compared between tiers is counts, and Secrets pass through bodies. */
export function auditPolicyText(): string {
  return JSON.stringify(auditPolicy({ bodies: false }));
}

function portMappings(ports: ReadonlyMap<number, number>): object[] {
  return [...ports].map(([containerPort, hostPort]) => ({
    ...{ containerPort, hostPort, listenAddress: "127.0.0.1", protocol: "TCP" },
  }));
}

/** Without an apiVersion kind puts it into whichever version of kubeadm's API the node image has. */
const auditPatch = {
  kind: "ClusterConfiguration",
  apiServer: {
    extraArgs: {
      "audit-policy-file": `${auditMount}/${auditFiles.policy}`,
      "audit-log-path": `${auditMount}/${auditFiles.log}`,
      // Megabytes until it is renamed away under the counter that follows it: never in one run.
      "audit-log-maxsize": "1000000",
    },
    extraVolumes: [{ name: "fluxproof-audit", hostPath: auditMount, mountPath: auditMount }],
  },
};

/** From 1.35 on a kubelet refuses the older cgroups unless told otherwise. */
function kubeletPatches(cgroupVersion: string): object[] {
  if (cgroupVersion !== "1") return [];
  return [{ kind: "KubeletConfiguration", failCgroupV1: false }];
}

/**
 * Where there are no workers, Pods run on control planes. Of a single one kind takes the taint away itself, and
 * fails where there is none.
 */
const openPatches = ["InitConfiguration", "JoinConfiguration"].map((kind) => ({
  ...{ kind, nodeRegistration: { taints: [] } },
}));
