import { afterAll, beforeAll, describe } from "vitest";
import { wallClock } from "../../support/clock.ts";
import { type KubeClient, kubeClient } from "../client/kube-client.ts";
import { realApiSkip, startRealApi } from "../client/testing/real-api.ts";
import { startControllers } from "./start-controllers.ts";
import { controllersContract } from "./testing/contract.ts";
import { customContract } from "./testing/custom-contract.ts";
import { policyContract } from "./testing/policy-contract.ts";
import { quotaContract } from "./testing/quota-contract.ts";
import { testCluster } from "./testing/test-cluster.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: controllers on the real kube-apiserver: ${skip}`);

const ours = "on the real kube-apiserver";
const theirs = "kube-controller-manager, which they stand for";

describe.skipIf(skip).each([ours, theirs])(
  "controllers: %s",
  { concurrent: true, timeout: 120_000 },
  (whose) => {
    const stack = new AsyncDisposableStack();
    let client: KubeClient;
    beforeAll(async () => {
      const api = stack.use(await startRealApi({ controllerManager: whose === theirs }));
      const { server, caCertificate, token } = api.cluster;
      client = stack.use(kubeClient({ baseUrl: server, token, caCertificate }));
      if (whose === theirs) return;
      const onError = (error: unknown) => console.log(error);
      stack.use(startControllers({ client, clock: wallClock(), caCertificate, onError }));
    }, 90_000);
    afterAll(() => stack.disposeAsync(), 30_000);

    controllersContract(() => testCluster(client));
    customContract(() => testCluster(client));
    quotaContract(() => testCluster(client));
    policyContract(() => testCluster(client));
  },
);
