import { HarnessError } from "../../core/failure.ts";
import type { KubeObject } from "../../core/json.ts";
import type { ControllerInstance } from "../../scenario/instances.ts";
import { kubeconfig, writePrivate } from "./access-files.ts";
import type { ApiClient } from "./api-client.ts";
import type { ClusterAccess } from "./cluster-access.ts";
import { accessObjects, fluxNamespace, namespaceObject } from "./rbac.ts";

const rbac = "/apis/rbac.authorization.k8s.io/v1";
const collections: Record<string, string> = {
  ClusterRole: `${rbac}/clusterroles`,
  ClusterRoleBinding: `${rbac}/clusterrolebindings`,
  ServiceAccount: `/api/v1/namespaces/${fluxNamespace}/serviceaccounts`,
};

/** Nothing renews it: longer than any run. Kubernetes grants at most what is asked. */
const tokenSeconds = 48 * 3600;

/** Makes Flux's namespace, roles and accounts. */
export async function installAccess(
  api: ApiClient,
  controllers: readonly ControllerInstance[],
): Promise<void> {
  await api.create("/api/v1/namespaces", JSON.stringify(namespaceObject));
  await Promise.all(accessObjects(controllers).map((object) => createObject(api, object)));
}

/** A kubeconfig with which a controller acts as its own ServiceAccount. */
export async function writeControllerKubeconfig(request: {
  api: ApiClient;
  cluster: ClusterAccess;
  controller: string;
  path: string;
}): Promise<void> {
  const { api, cluster, controller, path } = request;
  const body = {
    apiVersion: "authentication.k8s.io/v1",
    kind: "TokenRequest",
    spec: { expirationSeconds: tokenSeconds },
  };
  const collection = `${collections.ServiceAccount}/${controller}/token`;
  const answer = (await api.create(collection, JSON.stringify(body))) as {
    status?: { token?: string };
  };
  const token = answer.status?.token;
  if (!token) throw new HarnessError(`POST ${collection} gave no token for ${controller}.`);
  await writePrivate(path, kubeconfig(cluster, token));
}

async function createObject(api: ApiClient, object: KubeObject): Promise<void> {
  const collection = collections[object.kind];
  if (!collection) throw new Error(`no collection is known for kind ${object.kind}`);
  await api.create(collection, JSON.stringify(object));
}
