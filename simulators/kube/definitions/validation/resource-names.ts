import { invalid } from "../../model/findings.ts";
import { type Check, text } from "./check.ts";
import { qualifiedName } from "./name-rules.ts";

const compute = ["cpu", "memory", "ephemeral-storage"];
const counted = [
  "pods",
  "resourcequotas",
  "services",
  "replicationcontrollers",
  "secrets",
  "configmaps",
  "persistentvolumeclaims",
  "services.nodeports",
  "services.loadbalancers",
];
const asked = [...compute, "storage"].map((name) => `requests.${name}`);
const limited = compute.map((name) => `limits.${name}`);

/** Resources a quota may bound. */
export const quotaResources = new Set([...compute, ...asked, ...limited, ...counted]);
const standard = new Set([...quotaResources, "storage"]);

/** What a container may ask for. */
export const containerResource: Check = (value, at) => {
  const name = String(value);
  const found = resourceName(name, at);
  if (!name.includes("/")) {
    if (compute.includes(name) || isHugePages(name)) return found;
    return [...found, invalid(at, name, "must be a standard resource for containers")];
  }
  if (isNative(name) || isExtended(name)) return found;
  return [...found, invalid(at, name, "doesn't follow extended resource name standard")];
};

export const quotaResource: Check = (value, at) => {
  const name = String(value);
  const found = resourceName(name, at);
  if (
    name.includes("/") ||
    quotaResources.has(name) ||
    isHugePages(name.replace(/^requests\./, ""))
  )
    return found;
  return [...found, invalid(at, name, "must be a standard resource for quota")];
};

export const resourceName: Check = (value, at) => {
  const name = String(value);
  const found = text(qualifiedName)(name, at);
  if (found.length > 0 || name.includes("/")) return found;
  if (standard.has(name) || isHugePages(name.replace(/^requests\./, ""))) return [];
  return [invalid(at, name, "must be a standard resource type or fully qualified")];
};

/** Resources there is no half of. */
export function isWhole(name: string): boolean {
  return counted.includes(name) || isExtended(name);
}

/** What may be promised more than once. */
export function isOvercommitted(name: string): boolean {
  return isNative(name) && !isHugePages(name);
}

export function isHugePages(name: string): boolean {
  return name.startsWith("hugepages-");
}

function isNative(name: string): boolean {
  return !name.includes("/") || name.includes("kubernetes.io/");
}

function isExtended(name: string): boolean {
  if (isNative(name) || name.startsWith("requests.")) return false;
  return qualifiedName(`requests.${name}`).length === 0;
}
