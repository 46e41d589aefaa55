import { type Fields, ownPart, part, parts, setMissing } from "./fields.ts";
import type { Defaults } from "./workload-defaults.ts";

const rbacGroup = "rbac.authorization.k8s.io";

/** Defaults of the kinds that run nothing, by kind and group. */
export const objectDefaults: Record<string, Defaults> = {
  "Service ": (spec) => {
    setMissing(spec, { sessionAffinity: "None", type: "ClusterIP" });
    if (spec.sessionAffinity === "None") delete spec.sessionAffinityConfig;
    else {
      const affinity = ownPart(ownPart(spec, "sessionAffinityConfig"), "clientIP");
      setMissing(affinity, { timeoutSeconds: 10800 });
    }
    for (const port of parts(spec, "ports")) {
      setMissing(port, { protocol: "TCP" });
      if (!port.targetPort) port.targetPort = port.port;
    }
    const outside = spec.type === "NodePort" || spec.type === "LoadBalancer";
    const external = Array.isArray(spec.externalIPs) && spec.externalIPs.length > 0;
    if (outside || (spec.type === "ClusterIP" && external))
      setMissing(spec, { externalTrafficPolicy: "Cluster" });
    if (outside || spec.type === "ClusterIP")
      setMissing(spec, { internalTrafficPolicy: "Cluster" });
    if (spec.type === "LoadBalancer") setMissing(spec, { allocateLoadBalancerNodePorts: true });
  },
  "Secret ": (_, secret) => {
    setMissing(secret, { type: "Opaque" });
    const plain = part(secret, "stringData");
    if (!plain) return;
    const data = ownPart(secret, "data");
    for (const [key, text] of Object.entries(plain))
      data[key] = Buffer.from(String(text)).toString("base64");
    delete secret.stringData;
  },
  "Namespace ": (_, namespace) => {
    setMissing(ownPart(namespace, "status"), { phase: "Active" });
    const metadata = ownPart(namespace, "metadata");
    if (typeof metadata.name !== "string" || metadata.name === "") return;
    ownPart(metadata, "labels")["kubernetes.io/metadata.name"] = metadata.name;
  },
  "PersistentVolumeClaim ": (spec, claim) => {
    setMissing(spec, { volumeMode: "Filesystem" });
    setMissing(ownPart(claim, "status"), { phase: "Pending" });
  },
  "PersistentVolume ": (spec, volume) => {
    setMissing(spec, { persistentVolumeReclaimPolicy: "Retain", volumeMode: "Filesystem" });
    setMissing(ownPart(volume, "status"), { phase: "Pending" });
    const hostPath = part(spec, "hostPath");
    if (hostPath && hostPath.type === undefined) hostPath.type = "";
  },
  "Node ": (spec, node) => {
    const status = part(node, "status");
    if (status?.capacity && !status.allocatable)
      status.allocatable = structuredClone(status.capacity);
    const ranges = Array.isArray(spec.podCIDRs) ? spec.podCIDRs : [];
    // The range of old decides; the first of many is shown under its name.
    if (spec.podCIDR && spec.podCIDR !== ranges[0]) spec.podCIDRs = [spec.podCIDR];
    else if (ranges.length > 0) spec.podCIDR = ranges[0];
  },
  "Endpoints ": (_, endpoints) => {
    for (const subset of parts(endpoints, "subsets"))
      for (const port of parts(subset, "ports")) setMissing(port, { protocol: "TCP" });
  },
  "LimitRange ": (spec) => {
    for (const limit of parts(spec, "limits").filter(({ type }) => type === "Container")) {
      const most = { ...part(limit, "max"), ...part(limit, "default") };
      const least = { ...part(limit, "min"), ...most, ...part(limit, "defaultRequest") };
      if (Object.keys(most).length > 0) limit.default = most;
      if (Object.keys(least).length > 0) limit.defaultRequest = least;
    }
  },
  "EndpointSlice discovery.k8s.io": (_, slice) => {
    for (const port of parts(slice, "ports")) {
      setMissing(port, { protocol: "TCP" });
      if (port.name === undefined) port.name = "";
    }
  },
  "NetworkPolicy networking.k8s.io": (spec) => {
    for (const rule of [...parts(spec, "ingress"), ...parts(spec, "egress")])
      for (const port of parts(rule, "ports")) setMissing(port, { protocol: "TCP" });
    if (Array.isArray(spec.policyTypes) && spec.policyTypes.length > 0) return;
    const egress = Array.isArray(spec.egress) && spec.egress.length > 0;
    spec.policyTypes = egress ? ["Ingress", "Egress"] : ["Ingress"];
  },
  "HorizontalPodAutoscaler autoscaling": (spec, scaler) => {
    setMissing(spec, { minReplicas: 1 });
    if (scaler.apiVersion === "autoscaling/v1") return;
    const cpu = { name: "cpu", target: { type: "Utilization", averageUtilization: 80 } };
    if (parts(spec, "metrics").length === 0) spec.metrics = [{ type: "Resource", resource: cpu }];
    const behavior = part(spec, "behavior");
    if (behavior) scalingDefaults(behavior);
  },
  "IngressClass networking.k8s.io": (spec) => {
    const parameters = part(spec, "parameters");
    if (parameters) setMissing(parameters, { scope: "Cluster" });
  },
  [`RoleBinding ${rbacGroup}`]: bindingDefaults,
  [`ClusterRoleBinding ${rbacGroup}`]: bindingDefaults,
  "StorageClass storage.k8s.io": (_, storage) =>
    setMissing(storage, { reclaimPolicy: "Delete", volumeBindingMode: "Immediate" }),
  "CSIDriver storage.k8s.io": (spec) =>
    setMissing(spec, {
      attachRequired: true,
      podInfoOnMount: false,
      storageCapacity: false,
      fsGroupPolicy: "ReadWriteOnceWithFSType",
      volumeLifecycleModes: ["Persistent"],
      requiresRepublish: false,
      seLinuxMount: false,
    }),
  "PriorityClass scheduling.k8s.io": (_, priority) =>
    setMissing(priority, { preemptionPolicy: "PreemptLowerPriority" }),
  "APIService apiregistration.k8s.io": (spec) => servicePort(spec),
  "FlowSchema flowcontrol.apiserver.k8s.io": (spec) => {
    if (!spec.matchingPrecedence) spec.matchingPrecedence = 1000;
  },
};

/** Who says anything of how to scale is told the rest. */
function scalingDefaults(behavior: Fields): void {
  const double = { type: "Percent", value: 100, periodSeconds: 15 };
  const four = { type: "Pods", value: 4, periodSeconds: 15 };
  setMissing(ownPart(behavior, "scaleUp"), {
    stabilizationWindowSeconds: 0,
    selectPolicy: "Max",
    policies: [four, double],
  });
  setMissing(ownPart(behavior, "scaleDown"), { selectPolicy: "Max", policies: [double] });
}

function bindingDefaults(_: Fields, binding: Fields): void {
  setMissing(ownPart(binding, "roleRef"), { apiGroup: rbacGroup });
  for (const subject of parts(binding, "subjects"))
    if (subject.kind === "User" || subject.kind === "Group")
      setMissing(subject, { apiGroup: rbacGroup });
}

/** The port of a Service that the API server calls. */
export function servicePort(client: Fields | undefined): void {
  const service = part(client, "service");
  if (service) setMissing(service, { port: 443 });
}
