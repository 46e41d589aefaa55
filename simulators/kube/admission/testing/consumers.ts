import { get, post } from "../../contract/testing/steps.ts";

/** Objects that take something from their namespace, and what makes them wait for its limits. */
export const at = (home: string, resource: string) => `/api/v1/namespaces/${home}/${resource}`;
export const account = (home: string) =>
  post(at(home, "serviceaccounts"), { metadata: { name: "default" } });
/** A server that follows its limits and quotas from memory has seen them by then. */
export const settle = (home: string) =>
  Array.from({ length: 40 }, () => get(`/api/v1/namespaces/${home}`));
export const pod = (name: string, spec: object = {}) => ({
  metadata: { name },
  spec: { containers: [{ name: "c", image: "i" }], automountServiceAccountToken: false, ...spec },
});
export const using = (name: string, requests: object, limits: object = {}, more: object = {}) =>
  pod(name, { containers: [{ name: "c", image: "i", resources: { requests, limits } }], ...more });
export const claim = (name: string, storage: string, more: object = {}) => ({
  metadata: { name },
  spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage } }, ...more },
});
