import type { ApiObject } from "../runtime/controller-api.ts";

/** What tells objects apart whatever their version, as inventories keep it. */
export interface ObjectId {
  /** Empty for what is cluster-scoped. */
  namespace: string;
  name: string;
  /** Empty for the core group. */
  group: string;
  kind: string;
}

export function idOf({ apiVersion, kind, metadata }: ApiObject): ObjectId {
  return {
    namespace: metadata.namespace ?? "",
    name: metadata.name,
    group: groupOf(apiVersion),
    kind,
  };
}

export function groupOf(apiVersion: string): string {
  return apiVersion.includes("/") ? apiVersion.slice(0, apiVersion.indexOf("/")) : "";
}

export function versionOf(apiVersion: string): string {
  return apiVersion.slice(apiVersion.indexOf("/") + 1);
}

/** `ConfigMap/default/name`, as messages have it. */
export function subjectOf({ kind, namespace, name }: ObjectId): string {
  return [kind, ...(namespace === "" ? [] : [namespace]), name].join("/");
}

/** `default_name__apps_Deployment` */
export function inventoryKey({ namespace, name, group, kind }: ObjectId): string {
  const isRole = group === "rbac.authorization.k8s.io";
  return [namespace, isRole ? name.replaceAll(":", "__") : name, group, kind].join("_");
}

/** @throws an error for what is no key of an inventory. */
export function parseInventoryKey(key: string): ObjectId {
  const [, namespace = "", name = "", group = "", kind = ""] =
    /^([^_]*)_(.+)_([^_]*)_([^_]+)$/.exec(key) ?? [];
  if (kind === "") throw new Error(`unable to parse stored object metadata: ${key}`);
  return { namespace, name: name.replaceAll("__", ":"), group, kind };
}
