import { isDeepStrictEqual } from "node:util";
import type { ControllerContext } from "./controller.ts";
import { followNamespaces } from "./in-each-namespace.ts";

const name = "kube-root-ca.crt";
const described = "kubernetes.io/description";
/** Word for word, for it is content of every cluster. */
const description =
  "Contains a CA bundle that can be used to verify the kube-apiserver when using internal endpoints such as the internal service IP or kubernetes.default.svc. No other usage is guaranteed across distributions of Kubernetes clusters.";

/** Publishes the API server's authority in a ConfigMap of each namespace, from where Pods mount it. */
export function startRootCa(context: ControllerContext, caCertificate: string): AsyncDisposable {
  const data = { "ca.crt": caCertificate };
  const annotations = { [described]: description };
  return followNamespaces({
    context,
    collection: { apiVersion: "v1", resource: "configmaps" },
    name,
    desired(found) {
      if (!found) {
        return { apiVersion: "v1", kind: "ConfigMap", metadata: { name, annotations }, data };
      }
      const { metadata } = found;
      if (isDeepStrictEqual(found.data, data) && metadata.annotations?.[described]) return found;
      const all = { ...metadata.annotations, ...annotations };
      return { ...found, metadata: { ...metadata, annotations: all }, data };
    },
  });
}
