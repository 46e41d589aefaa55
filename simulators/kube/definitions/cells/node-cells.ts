import type { Cell } from "./cell-of.ts";
import { at, listAt, textAt } from "./fields.ts";

export const nodeCells: Record<string, Cell> = {
  Status: (node) => {
    const ready = listAt(node, "status", "conditions").findLast(
      (condition) => at(condition, "type") === "Ready",
    );
    const known = textAt(ready, "status") === "True" ? "Ready" : "NotReady";
    const states = [ready === undefined ? "Unknown" : known];
    if (at(node, "spec", "unschedulable") === true) states.push("SchedulingDisabled");
    return states.join(",");
  },
  Roles: (node) => {
    const labels = Object.entries(at(node, "metadata", "labels") ?? {});
    const roles = labels.flatMap(([key, value]) =>
      key === "kubernetes.io/role" && value !== ""
        ? [String(value)]
        : (/^node-role\.kubernetes\.io\/(.+)$/.exec(key)?.[1] ?? []),
    );
    return [...new Set(roles)].sort().join(",") || "<none>";
  },
  Version: info("kubeletVersion", ""),
  "Internal-IP": address("InternalIP"),
  "External-IP": address("ExternalIP"),
  "OS-Image": info("osImage", "<unknown>"),
  "Kernel-Version": info("kernelVersion", "<unknown>"),
  "Container-Runtime": info("containerRuntimeVersion", "<unknown>"),
};

function info(field: string, otherwise: string): Cell {
  return (node) => textAt(node, "status", "nodeInfo", field) ?? otherwise;
}

function address(type: string): Cell {
  return (node) => {
    const found = listAt(node, "status", "addresses").find((one) => at(one, "type") === type);
    return found === undefined ? "<none>" : (textAt(found, "address") ?? "");
  };
}
