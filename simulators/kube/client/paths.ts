/** A collection of objects, as its URL names it. */
export interface Collection {
  /** `apps/v1`, or `v1` of the core group. */
  apiVersion: string;
  /** The plural: `deployments`. */
  resource: string;
  /** Absent for what is cluster-scoped, and for all namespaces. */
  namespace?: string | undefined;
}

export interface ObjectPath extends Collection {
  name: string;
  subresource?: string | undefined;
}

export type Query = Record<string, string | number | boolean | undefined>;

/** `/apis/apps/v1/namespaces/x/deployments/y/status?dryRun=All` */
export function pathOf(target: Collection | ObjectPath, query: Query = {}): string {
  const { apiVersion, namespace, resource } = target;
  const parts = [apiVersion.includes("/") ? "/apis" : "/api", apiVersion];
  if (namespace !== undefined) parts.push("namespaces", encodeURIComponent(namespace));
  parts.push(resource);
  if ("name" in target) {
    parts.push(encodeURIComponent(target.name));
    if (target.subresource !== undefined) parts.push(target.subresource);
  }
  const search: string[] = [];
  for (const name of Object.keys(query)) {
    const value = query[name];
    if (value !== undefined) search.push(`${name}=${encoded(String(value))}`);
  }
  return search.length === 0 ? parts.join("/") : `${parts.join("/")}?${search.join("&")}`;
}

/** As URLSearchParams writes a value: nearly all are words, for which it takes longer than for a request. */
function encoded(value: string): string {
  if (/^[\w.*-]*$/.test(value)) return value;
  return new URLSearchParams({ "": value }).toString().slice(1);
}
