import { afterAll, beforeAll, describe } from "vitest";
import { type KubeClient, kubeClient } from "../kube/client/kube-client.ts";
import { realApiSkip, startRealApi } from "../kube/client/testing/real-api.ts";
import { stagesContract } from "./testing/contract.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: workload stages on the real kube-apiserver: ${skip}`);

describe.skipIf(skip)("stages on the real kube-apiserver", { timeout: 60_000 }, () => {
  const stack = new AsyncDisposableStack();
  let client: KubeClient;
  beforeAll(async () => {
    const { cluster } = stack.use(await startRealApi());
    client = stack.use(kubeClient({ baseUrl: cluster.server, ...cluster }));
  }, 90_000);
  afterAll(() => stack.disposeAsync());

  describe("each workload", () => stagesContract(() => client));
});
