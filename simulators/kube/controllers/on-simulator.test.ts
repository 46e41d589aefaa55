import { afterAll, beforeAll, describe } from "vitest";
import { seededRandom } from "../../support/random.ts";
import { kubeClient } from "../client/kube-client.ts";
import { clientContract } from "../client/testing/contract.ts";
import { createKubeServer } from "../http/kube-server.ts";
import { startControllers } from "./start-controllers.ts";
import { controllersContract } from "./testing/contract.ts";
import { customContract } from "./testing/custom-contract.ts";
import { hastyClock } from "./testing/hasty-clock.ts";
import { policyContract } from "./testing/policy-contract.ts";
import { quotaContract } from "./testing/quota-contract.ts";
import { testCluster } from "./testing/test-cluster.ts";

describe("on the simulator", { concurrent: true }, () => {
  const clock = hastyClock(50);
  const server = createKubeServer({ clock, random: seededRandom(1) });
  const client = kubeClient({ handle: server.handle, clock });
  const caCertificate = "-----BEGIN CERTIFICATE-----\n";
  let controllers: AsyncDisposable;
  beforeAll(() => {
    controllers = startControllers({ client, clock, caCertificate });
  });
  afterAll(async () => {
    await controllers[Symbol.asyncDispose]();
    server[Symbol.dispose]();
  });

  describe("the client", { concurrent: true }, () => clientContract(() => client));
  describe("the controllers", { concurrent: true }, () => {
    controllersContract(() => testCluster(client));
    customContract(() => testCluster(client));
    quotaContract(() => testCluster(client));
    policyContract(() => testCluster(client));
  });
});
