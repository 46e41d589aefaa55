import type { Cell } from "./cell-of.ts";
import { at, listAt, numberAt, textAt } from "./fields.ts";

export const scalerCells: Record<string, Cell> = {
  Reference: (scaler) =>
    `${textAt(scaler, "spec", "scaleTargetRef", "kind") ?? ""}/${textAt(scaler, "spec", "scaleTargetRef", "name") ?? ""}`,
  Targets: (scaler) => {
    const current = listAt(scaler, "status", "currentMetrics");
    const targets = listAt(scaler, "spec", "metrics").map((metric, index) =>
      targetText(metric, current[index]),
    );
    if (targets.length === 0) return "<none>";
    const more = targets.length > 2 ? ` + ${targets.length - 2} more...` : "";
    return targets.slice(0, 2).join(", ") + more;
  },
  MinPods: (scaler) => String(at(scaler, "spec", "minReplicas") ?? "<unset>"),
  MaxPods: (scaler) => numberAt(scaler, "spec", "maxReplicas"),
  Replicas: (scaler) => numberAt(scaler, "status", "currentReplicas"),
};

/** The field of a metric by its type. */
const sources: Record<string, string> = {
  External: "external",
  Pods: "pods",
  Object: "object",
  Resource: "resource",
  ContainerResource: "containerResource",
};

/** `cpu: 40%/80%`, `<unknown>/10 (avg)`: what is, by what is wanted. */
function targetText(metric: unknown, status: unknown): string {
  const type = textAt(metric, "type") ?? "";
  const source = sources[type];
  if (source === undefined) return "<unknown type>";
  const now = (field: string) => amountAt(status, source, "current", field);
  const wanted = (field: string) => amountAt(metric, source, "target", field);
  const average = wanted("averageValue");
  if (type === "Pods") return `${now("averageValue") ?? "<unknown>"}/${average ?? "0"}`;
  if (type === "External" || type === "Object") {
    if (average !== undefined) return `${now("averageValue") ?? "<unknown>"}/${average} (avg)`;
    const known = at(status, source) === undefined ? "<unknown>" : (now("value") ?? "0");
    return `${known}/${wanted("value") ?? "0"}`;
  }
  const name = textAt(metric, source, "name") ?? "";
  if (average !== undefined) {
    const known = at(status, source) === undefined ? "<unknown>" : (now("averageValue") ?? "0");
    return `${name}: ${known}/${average}`;
  }
  const percent = (share: string | undefined) => (share === undefined ? undefined : `${share}%`);
  const used = percent(now("averageUtilization")) ?? "<unknown>";
  return `${name}: ${used}/${percent(wanted("averageUtilization")) ?? "<auto>"}`;
}

function amountAt(object: unknown, ...path: string[]): string | undefined {
  const value = at(object, ...path);
  return typeof value === "string" || typeof value === "number" ? String(value) : undefined;
}
