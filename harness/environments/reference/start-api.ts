import type { KubeClient } from "../../../simulators/kube/client/kube-client.ts";
import { startControllers } from "../../../simulators/kube/controllers/start-controllers.ts";
import type { ServedExchange } from "../../../simulators/kube/http/serve-request.ts";
import { createApiServer } from "../../../simulators/kube/server/api-server.ts";
import type { Network } from "../../../simulators/support/network.ts";
import type { Clock, Random } from "../../core/clock.ts";
import type { ControllerInstance } from "../../scenario/instances.ts";
import type { ClusterClient } from "../cluster-client.ts";
import { fluxNamespace } from "../slot/rbac.ts";
import { addresses } from "./addresses.ts";
import { type FaultyApi, faultyApi } from "./api-faults.ts";
import { installedFlux } from "./installation.ts";
import { networkClient, networkKubeClient } from "./network-client.ts";

export interface ApiRequest {
  network: Network;
  clock: Clock;
  random: Random;
  instances: readonly ControllerInstance[];
  report(exchange: ServedExchange): void;
  stack: AsyncDisposableStack;
}

/** The API server of a slot inside this process, with Flux's CRDs and accounts. */
export interface StartedApi {
  /** Where controllers find it: behind the fault layer. */
  origin: string;
  inject: FaultyApi["inject"];
  /** The administrator's, before any fault. */
  admin: KubeClient;
  cluster: ClusterClient;
  /** Bearer tokens by instance. */
  tokens: ReadonlyMap<string, string>;
}

/** Where the harness itself asks, past the fault layer. */
const behindFaults = "https://kube-apiserver.internal";

export async function startApi(request: ApiRequest): Promise<StartedApi> {
  const { network, clock, random, instances, stack } = request;
  const secrets = random.fork("tokens");
  const token = (of: string) =>
    `${of}-${secrets
      .fork(of)
      .below(2 ** 31)
      .toString(36)}`;
  const tokens = new Map(instances.map(({ name }) => [name, token(name)]));
  const adminToken = token("admin");
  const accounts = "system:serviceaccounts";
  const server = stack.use(
    createApiServer({
      clock,
      random: random.fork("api-server"),
      from: await installedFlux(instances),
      report: request.report,
      tokens: new Map([
        [adminToken, { name: "fluxproof", groups: ["system:masters", "system:authenticated"] }],
        ...[...tokens].map(([name, each]) => {
          const groups = [accounts, `${accounts}:${fluxNamespace}`, "system:authenticated"];
          return [each, { name: accountOf(name), groups }] as const;
        }),
      ]),
    }),
  );
  stack.use(network.listen(behindFaults, server.handle));
  const front = stack.use(
    faultyApi({
      ...{ network, origin: addresses.api, handler: server.handle, clock, random },
      tokens: new Map([...tokens].map(([name, each]) => [each, accountOf(name)])),
      newestResourceVersion: async () => {
        const namespaces = { apiVersion: "v1", resource: "namespaces" };
        return (await admin.list(namespaces)).resourceVersion;
      },
    }),
  );
  const access = { network, origin: behindFaults, token: adminToken, clock };
  const admin = stack.use(networkKubeClient({ ...access, userAgent: "kube-controller-manager" }));
  stack.use(startControllers({ client: admin, clock }));
  return {
    origin: addresses.api,
    inject: front.inject,
    admin,
    cluster: networkClient(access),
    tokens,
  };
}

const accountOf = (instance: string) => `system:serviceaccount:${fluxNamespace}:${instance}`;
