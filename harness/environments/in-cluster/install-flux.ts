import { parse } from "yaml";
import type { Clock } from "../../core/clock.ts";
import type { KubeObject } from "../../core/json.ts";
import type { ControllerInstance } from "../../scenario/instances.ts";
import { kubeconfig } from "../slot/access-files.ts";
import { installCrds } from "../slot/install-crds.ts";
import { accessObjects, fluxNamespace, namespaceObject } from "../slot/rbac.ts";
import type { ClusterConnection } from "./cluster-connection.ts";
import { kubeconfigKey } from "./render-controller.ts";

export interface InstallRequest {
  connection: Pick<ClusterConnection, "apply" | "request">;
  crdFiles: string[];
  /** API groups that must be served before anything of it runs. */
  groups: string[];
  instances: readonly ControllerInstance[];
  /** Rendered. */
  objects: readonly KubeObject[];
  clock: Clock;
  signal: AbortSignal;
}

const crdLimitMs = 60_000;

/** Makes all that Flux consists of, its namespace first, what runs last. */
export async function installFlux(request: InstallRequest): Promise<void> {
  const { connection, crdFiles, groups, instances, objects, clock, signal } = request;
  const crds = await installCrds({
    ...{ files: crdFiles, clock, signal, limitMs: crdLimitMs },
    api: {
      request: connection.request,
      // They stay from one slot to the next.
      create: (_, body) => connection.apply(parse(body)),
      [Symbol.dispose]() {},
    },
  });
  await connection.apply(namespaceObject);
  await Promise.all(accessObjects(instances).map((object) => connection.apply(object)));
  await crds.served(groups);
  await Promise.all(objects.map((object) => connection.apply(object)));
}

/** Mounted into every Pod by Kubernetes, and renewed. */
const tokenFile = "/var/run/secrets/kubernetes.io/serviceaccount/token";

/** The access of a Pod's own account to an API server elsewhere. */
export function kubeconfigSecret(request: {
  name: string;
  server: string;
  caCertificate: string;
}): KubeObject {
  const config = kubeconfig(request, { tokenFile });
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: request.name, namespace: fluxNamespace },
    stringData: { [kubeconfigKey]: config },
  };
}

/** The port of every node at which webhooks for Receivers arrive. */
export const receiverNodePort = 30080;

/** What lets webhooks in from outside the cluster. */
export const receiverService: KubeObject = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "webhook-receiver-outside", namespace: fluxNamespace },
  spec: {
    type: "NodePort",
    selector: { app: "notification-controller" },
    ports: [{ name: "http", port: 80, targetPort: "http-webhook", nodePort: receiverNodePort }],
  },
};
