import { afterAll, beforeAll, describe } from "vitest";
import { kubeClient } from "../client/kube-client.ts";
import { memoryApi } from "../client/testing/memory-api.ts";
import { startControllers } from "./start-controllers.ts";
import { controllersContract } from "./testing/contract.ts";
import { hastyClock } from "./testing/hasty-clock.ts";
import { testCluster } from "./testing/test-cluster.ts";

describe("controllers on an API in memory", { concurrent: true }, () => {
  const clock = hastyClock(50);
  const client = kubeClient({ ...memoryApi(), clock });
  let controllers: AsyncDisposable;
  beforeAll(() => {
    controllers = startControllers({
      client,
      clock,
      caCertificate: "-----BEGIN CERTIFICATE-----\n",
    });
  });
  afterAll(() => controllers[Symbol.asyncDispose]());

  controllersContract(() => testCluster(client));
});
