import { createApiFaults } from "../../../simulators/kube/faults/api-faults.ts";
import type { Handler } from "../../../simulators/support/handler.ts";
import { startHttpListener } from "../../../simulators/support/http-listener.ts";
import type { Pki } from "../../../simulators/support/pki.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import { reverseProxy } from "../../../simulators/support/reverse-proxy.ts";
import type { Clock } from "../../core/clock.ts";
import { HarnessError } from "../../core/failure.ts";
import type { ApiServer } from "../environment.ts";
import { type HarnessAddress, loopback, reachedOrigin } from "../harness-address.ts";
import type { ApiClient } from "./api-client.ts";
import type { ClusterAccess } from "./cluster-access.ts";

/** What stands between the controllers and their API server. */
export interface ApiFront extends ApiServer, AsyncDisposable {
  /** Where the controllers find the API server. */
  server: string;
}

/** Puts a proxy with a fault layer before an API server, which need not answer yet. */
export async function startApiFront(request: {
  cluster: Pick<ClusterAccess, "server" | "caCertificate">;
  /** Asks that server itself. */
  api: Pick<ApiClient, "request">;
  pki: Pick<Pki, "serverKey" | "serverCertificate">;
  /** Where it listens, and how controllers reach it there; the loopback address unless told. */
  address?: HarnessAddress;
  seed: number;
  clock: Clock;
}): Promise<ApiFront> {
  const { cluster, api, pki, address = loopback, seed, clock } = request;
  await using stack = new AsyncDisposableStack();
  const proxy = stack.use(
    reverseProxy({ baseUrl: cluster.server, caCertificate: cluster.caCertificate }),
  );
  // The doors of the listener are known only once it listens, and it listens for the layer.
  let handle: Handler = proxy;
  const listener = stack.use(
    await startHttpListener({
      handler: (asked, context) => handle(asked, context),
      host: address.listen,
      tls: { key: pki.serverKey, certificate: pki.serverCertificate },
    }),
  );
  const faults = stack.use(
    createApiFaults({
      handler: proxy,
      clock,
      random: seededRandom(seed).fork("api-faults"),
      doors: listener.doors,
      newestResourceVersion: async () => {
        const path = "/api/v1/namespaces?limit=1";
        const answer = await api.request({ method: "GET", path });
        return JSON.parse(answer.text).metadata.resourceVersion;
      },
    }),
  );
  handle = faults.handle;
  const whole = stack.move();
  return {
    server: reachedOrigin(listener, address),
    inject: (fault) => faults.inject(fault),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

/** For slots whose scenario has no such fault: their controllers talk to the API server itself. */
export const unfaultedApi: ApiServer = {
  async inject(fault) {
    throw new HarnessError(
      `a fault of the API server (${fault.use}) came up that the scenario's drive doesn't name, so no proxy was started for it`,
    );
  },
};
