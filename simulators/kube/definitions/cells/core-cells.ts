import type { Cells } from "./cell-of.ts";
import { eventCells } from "./event-cells.ts";
import { at, countAt, labelsText, listAt, numberAt, textAt } from "./fields.ts";
import { nodeCells } from "./node-cells.ts";

/** Cells of the core group, Pods and ReplicationControllers aside. */
export const coreCells: Cells = {
  configmaps: { Data: (map) => countAt(map, "data") + countAt(map, "binaryData") },
  secrets: {
    Type: (secret) => textAt(secret, "type") ?? "",
    Data: (secret) => countAt(secret, "data"),
  },
  serviceaccounts: { Secrets: (account) => listAt(account, "secrets").length },
  namespaces: { Status: (namespace) => textAt(namespace, "status", "phase") ?? "" },
  services: {
    Type: (service) => textAt(service, "spec", "type") ?? "",
    "Cluster-IP": (service) => textAt(service, "spec", "clusterIP") ?? "<none>",
    "External-IP": externalAddresses,
    "Port(s)": (service) => listAt(service, "spec", "ports").map(portText).join(",") || "<none>",
    Selector: (service) => labelsText(at(service, "spec", "selector")),
  },
  endpoints: { Endpoints: endpointsText },
  events: eventCells,
  nodes: nodeCells,
  resourcequotas: {
    Request: (quota) => quotaText(quota, (name) => !name.startsWith("limits.")),
    Limit: (quota) => quotaText(quota, (name) => name.startsWith("limits.")),
  },
  persistentvolumeclaims: {
    Status: (claim) => (deleted(claim) ? "Terminating" : textAt(claim, "status", "phase")) ?? "",
    Volume: (claim) => textAt(claim, "spec", "volumeName") ?? "",
    Capacity: (claim) => textAt(claim, "status", "capacity", "storage") ?? "",
    "Access Modes": (claim) => accessModes(listAt(claim, "status", "accessModes")),
    StorageClass: (claim) => textAt(claim, "spec", "storageClassName") ?? "",
    VolumeAttributesClass: (claim) =>
      textAt(claim, "spec", "volumeAttributesClassName") ?? "<unset>",
    VolumeMode: (claim) => textAt(claim, "spec", "volumeMode") ?? "<unset>",
  },
  persistentvolumes: {
    Capacity: (volume) => textAt(volume, "spec", "capacity", "storage") ?? "",
    "Access Modes": (volume) => accessModes(listAt(volume, "spec", "accessModes")),
    "Reclaim Policy": (volume) => textAt(volume, "spec", "persistentVolumeReclaimPolicy") ?? "",
    Status: (volume) => (deleted(volume) ? "Terminating" : textAt(volume, "status", "phase")) ?? "",
    Claim: (volume) => {
      const name = textAt(volume, "spec", "claimRef", "name");
      return name === undefined ? "" : `${textAt(volume, "spec", "claimRef", "namespace")}/${name}`;
    },
    StorageClass: (volume) => textAt(volume, "spec", "storageClassName") ?? "",
    VolumeAttributesClass: (volume) =>
      textAt(volume, "spec", "volumeAttributesClassName") ?? "<unset>",
    Reason: (volume) => textAt(volume, "status", "reason") ?? "",
    VolumeMode: (volume) => textAt(volume, "spec", "volumeMode") ?? "<unset>",
  },
};

/** Whether the object is on its way out. */
function deleted(object: unknown): boolean {
  return at(object, "metadata", "deletionTimestamp") !== undefined;
}

/** `pods: 1/2, services: 0/5`: what is used of how much. */
function quotaText(quota: unknown, isOf: (name: string) => boolean): string {
  return Object.entries(at(quota, "status", "hard") ?? {})
    .filter(([name]) => isOf(name))
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, hard]) => `${name}: ${at(quota, "status", "used", name) ?? "0"}/${hard}`)
    .join(", ");
}

const modes: Record<string, string> = {
  ReadWriteOnce: "RWO",
  ReadOnlyMany: "ROX",
  ReadWriteMany: "RWX",
  ReadWriteOncePod: "RWOP",
};

function accessModes(list: unknown[]): string {
  return Object.entries(modes)
    .flatMap(([mode, short]) => (list.includes(mode) ? [short] : []))
    .join(",");
}

function portText(port: unknown): string {
  const node = numberAt(port, "nodePort");
  const protocol = textAt(port, "protocol") ?? "TCP";
  return `${numberAt(port, "port")}${node > 0 ? `:${node}` : ""}/${protocol}`;
}

function externalAddresses(service: unknown): string {
  const given = listAt(service, "spec", "externalIPs").map(String);
  const type = textAt(service, "spec", "type");
  if (type === "ExternalName") return textAt(service, "spec", "externalName") ?? "";
  if (type !== "LoadBalancer") return given.join(",") || "<none>";
  const balanced = listAt(service, "status", "loadBalancer", "ingress").map(
    (ingress) => textAt(ingress, "ip") ?? textAt(ingress, "hostname") ?? "",
  );
  return [...balanced, ...given].join(",") || "<pending>";
}

function endpointsText(endpoints: unknown): string {
  const all = listAt(endpoints, "subsets").flatMap((subset) => {
    const ports = listAt(subset, "ports");
    return listAt(subset, "addresses").flatMap((address) => {
      const ip = textAt(address, "ip") ?? "";
      return ports.length === 0 ? [ip] : ports.map((port) => `${ip}:${numberAt(port, "port")}`);
    });
  });
  if (all.length === 0) return "<none>";
  const more = all.length > 3 ? ` + ${all.length - 3} more...` : "";
  return all.slice(0, 3).join(",") + more;
}
