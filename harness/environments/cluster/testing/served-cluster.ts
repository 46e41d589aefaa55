import { AppsV1Api, CoreV1Api, KubeConfig, RbacAuthorizationV1Api } from "@kubernetes/client-node";
import { serveStandalone } from "../../sim/standalone.ts";
import { wallClock } from "../../wall-clock.ts";
import { findContext, type UserContext } from "../user-context.ts";

/** A simulated cluster with a context for it, as a user's kubeconfig would have it. */
export async function servedCluster(): Promise<ServedCluster> {
  const served = await serveStandalone({ port: 0, clock: wallClock(), log: () => {} });
  const config = new KubeConfig();
  config.loadFromFile(served.kubeconfig);
  return {
    context: findContext("fluxproof", config),
    core: config.makeApiClient(CoreV1Api),
    apps: config.makeApiClient(AppsV1Api),
    rbac: config.makeApiClient(RbacAuthorizationV1Api),
    async contextOf(account) {
      const { status } = await config.makeApiClient(CoreV1Api).createNamespacedServiceAccountToken({
        ...{ name: account, namespace: "default" },
        body: { spec: { audiences: [], expirationSeconds: 3600 } },
      });
      const own = new KubeConfig();
      own.loadFromString(config.exportConfig());
      own.users = own.users.map(({ name }) => ({ name, token: status?.token ?? "" }));
      return findContext("fluxproof", own);
    },
    [Symbol.asyncDispose]: () => served[Symbol.asyncDispose](),
  };
}

interface ServedCluster extends AsyncDisposable {
  context: UserContext;
  core: CoreV1Api;
  apps: AppsV1Api;
  rbac: RbacAuthorizationV1Api;
  /** The context of a ServiceAccount in namespace `default`, which may do what it was given. */
  contextOf(account: string): Promise<UserContext>;
}

/** A controller's Deployment as Flux's manifests have it. */
export function controllerDeployment(name: string, image: string) {
  const labels = { app: name };
  return {
    metadata: { name, labels: { "control-plane": "controller" } },
    spec: {
      selector: { matchLabels: labels },
      template: { metadata: { labels }, spec: { containers: [{ name: "manager", image }] } },
    },
  };
}
