import { ageOf } from "./age.ts";
import type { Cell } from "./cell-of.ts";
import { at, listAt, numberAt, textAt } from "./fields.ts";

export const podCells: Record<string, Cell> = {
  Ready: (pod) => {
    const sidecars = statuses(pod, "initContainerStatuses").filter((status) =>
      isSidecar(pod, status),
    );
    const all = [...statuses(pod, "containerStatuses"), ...sidecars];
    const ready = all.filter((status) => at(status, "ready") === true).length;
    const wanted =
      listAt(pod, "spec", "containers").length +
      listAt(pod, "spec", "initContainers").filter(restartsAlways).length;
    return `${ready}/${wanted}`;
  },
  Status: podStatus,
  Restarts: (pod, nowMs) => {
    const all = statuses(pod, "containerStatuses");
    const count = all.reduce<number>((sum, status) => sum + numberAt(status, "restartCount"), 0);
    const last = all
      .map((status) => textAt(status, "lastState", "terminated", "finishedAt"))
      .filter((time) => time !== undefined)
      .sort()
      .at(-1);
    return count > 0 && last !== undefined ? `${count} (${ageOf(last, nowMs)} ago)` : String(count);
  },
  IP: (pod) => textAt(pod, "status", "podIP") ?? "<none>",
  Node: (pod) => textAt(pod, "spec", "nodeName") ?? "<none>",
  "Nominated Node": (pod) => textAt(pod, "status", "nominatedNodeName") ?? "<none>",
  "Readiness Gates": (pod) => {
    const gates = listAt(pod, "spec", "readinessGates").map((gate) =>
      textAt(gate, "conditionType"),
    );
    if (gates.length === 0) return "<none>";
    const met = gates.filter((type) => conditionStatus(pod, type) === "True").length;
    return `${met}/${gates.length}`;
  },
};

function statuses(pod: unknown, list: string): unknown[] {
  return listAt(pod, "status", list);
}

function restartsAlways(container: unknown): boolean {
  return at(container, "restartPolicy") === "Always";
}

function isSidecar(pod: unknown, status: unknown): boolean {
  const name = at(status, "name");
  return listAt(pod, "spec", "initContainers").some(
    (container) => at(container, "name") === name && restartsAlways(container),
  );
}

function conditionStatus(pod: unknown, type: unknown): string | undefined {
  const found = listAt(pod, "status", "conditions").find((one) => at(one, "type") === type);
  return textAt(found, "status");
}

/** What keeps the Pod from its end, from the inside out: its containers tell more than its phase. */
function podStatus(pod: unknown): string {
  const phase = textAt(pod, "status", "reason") ?? textAt(pod, "status", "phase") ?? "";
  const gated = conditionReason(pod, "PodScheduled") === "SchedulingGated";
  let status = gated ? "SchedulingGated" : phase;
  const starting = initStatus(pod);
  if (starting !== undefined) status = starting;
  else status = containersStatus(pod, status);
  if (at(pod, "metadata", "deletionTimestamp") === undefined) return status;
  if (textAt(pod, "status", "reason") === "NodeLost") return "Unknown";
  return /^(Succeeded|Failed)$/.test(textAt(pod, "status", "phase") ?? "") ? status : "Terminating";
}

function conditionReason(pod: unknown, type: string): string | undefined {
  const found = listAt(pod, "status", "conditions").find((one) => at(one, "type") === type);
  return textAt(found, "reason");
}

function initStatus(pod: unknown): string | undefined {
  const all = statuses(pod, "initContainerStatuses");
  for (const [index, status] of all.entries()) {
    const terminated = at(status, "state", "terminated");
    if (terminated !== undefined && numberAt(terminated, "exitCode") === 0) continue;
    if (isSidecar(pod, status) && at(status, "started") === true) continue;
    if (terminated !== undefined) return `Init:${endOf(terminated)}`;
    const waiting = textAt(status, "state", "waiting", "reason");
    if (waiting !== undefined && waiting !== "PodInitializing") return `Init:${waiting}`;
    return `Init:${index}/${listAt(pod, "spec", "initContainers").length}`;
  }
  return undefined;
}

function containersStatus(pod: unknown, phase: string): string {
  let status = phase;
  let running = false;
  for (const container of statuses(pod, "containerStatuses").toReversed()) {
    const waiting = textAt(container, "state", "waiting", "reason");
    const terminated = at(container, "state", "terminated");
    if (waiting !== undefined) status = waiting;
    else if (terminated !== undefined) status = endOf(terminated);
    else if (at(container, "ready") === true && at(container, "state", "running") !== undefined)
      running = true;
  }
  if (status !== "Completed" || !running) return status;
  return conditionStatus(pod, "Ready") === "True" ? "Running" : "NotReady";
}

function endOf(terminated: unknown): string {
  const reason = textAt(terminated, "reason");
  if (reason !== undefined) return reason;
  const signal = numberAt(terminated, "signal");
  return signal !== 0 ? `Signal:${signal}` : `ExitCode:${numberAt(terminated, "exitCode")}`;
}
