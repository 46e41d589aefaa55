import type { Container, PodSpec } from "../plugins/pod.ts";

/** Why a pod breaks a rule: `privileged (container "c" must not …)`. */
export interface Violation {
  reason: string;
  detail: string;
}

export function containersOf(spec: PodSpec): Container[] {
  const { initContainers = [], containers = [], ephemeralContainers = [] } = spec;
  return [...initContainers, ...containers, ...ephemeralContainers];
}

export function joinQuote(items: readonly string[]): string {
  return `"${items.join('", "')}"`;
}

/** `container "a"`, `containers "a", "b"` */
export function named(kind: string, names: readonly string[]): string {
  return `${kind}${names.length === 1 ? "" : "s"} ${joinQuote(names)}`;
}

/** Each once, by alphabet. */
export function sorted(items: readonly string[]): string[] {
  return [...new Set(items)].sort();
}

/** Who breaks a rule: the pod as a whole, containers, or both; undefined when none does. */
export function setters(pod: boolean, containers: readonly Container[]): string | undefined {
  const names = containers.map(({ name }) => name);
  const all = [...(pod ? ["pod"] : []), ...(names.length > 0 ? [named("container", names)] : [])];
  return all.length > 0 ? all.join(" and ") : undefined;
}
