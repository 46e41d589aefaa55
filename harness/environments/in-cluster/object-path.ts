import type { KubeObject } from "../../core/json.ts";
import { pluralOf } from "../cluster-client.ts";

/** `/apis/apps/v1/namespaces/x/deployments/y`; without the namespace for kinds that have none. */
export function objectPath({
  apiVersion,
  kind,
  metadata,
}: Pick<KubeObject, "apiVersion" | "kind" | "metadata">): string {
  const root = apiVersion.includes("/") ? "apis" : "api";
  const place = metadata.namespace === undefined ? "" : `namespaces/${metadata.namespace}/`;
  return `/${root}/${apiVersion}/${place}${pluralOf(kind)}/${metadata.name}`;
}
