import type { Step } from "./cases.ts";

export const get = (path: string, accept?: string): Step => ({
  method: "GET",
  path,
  ...(accept ? { accept } : {}),
});
export const post = (path: string, body: unknown, type?: string): Step => ({
  method: "POST",
  path,
  body,
  ...(type ? { type } : {}),
});
export const put = (path: string, body: unknown): Step => ({ method: "PUT", path, body });
export const remove = (path: string, body?: unknown): Step => ({
  method: "DELETE",
  path,
  ...(body === undefined ? {} : { body }),
});
export const patch = (
  path: string,
  kind: "json-patch" | "merge-patch" | "strategic-merge-patch" | "apply-patch",
  body: unknown,
): Step => ({
  method: "PATCH",
  path,
  body,
  type: `application/${kind}+${kind === "apply-patch" ? "yaml" : "json"}`,
});

export const configMaps = "/api/v1/namespaces/default/configmaps";
export const configMap = (name: string, more: object = {}, metadata: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  ...more,
});
export const tableForm = "application/json;as=Table;v=v1;g=meta.k8s.io";
export const partialForm = "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io";
