import type { Step } from "../../contract/testing/cases.ts";
import { post } from "../../contract/testing/steps.ts";

/** Objects that cases are about. */
export const namespace = (name: string, labels: object = {}): Step =>
  post("/api/v1/namespaces", { metadata: { name, labels } });
export const maps = (name: string) => `/api/v1/namespaces/${name}/configmaps`;
export const map = (name: string, more: object = {}, metadata: object = {}) => ({
  apiVersion: "v1",
  kind: "ConfigMap",
  metadata: { name, ...metadata },
  ...more,
});
export const apps = (name: string) => `/apis/apps/v1/namespaces/${name}/deployments`;
export const deployment = (name: string, image: string) => ({
  metadata: { name },
  spec: {
    replicas: 1,
    selector: { matchLabels: { app: name } },
    template: { metadata: { labels: { app: name } }, spec: { containers: [{ name: "c", image }] } },
  },
});

/** Parts of webhooks. */
export const inNamespace = (name: string) => ({
  namespaceSelector: { matchLabels: { "kubernetes.io/metadata.name": name } },
});
export const labelled = (ask: string) => ({ objectSelector: { matchLabels: { ask } } });
export const all = { apiGroups: ["*"], apiVersions: ["*"], resources: ["*"] };
