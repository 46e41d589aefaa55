import { once } from "node:events";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { makePki } from "../../../simulators/support/pki.ts";
import { wallClock } from "../wall-clock.ts";
import { startPhases } from "./phases.ts";
import { startControllers } from "./start-controllers.ts";

/** Answers at once, and `/readyz` with 500 as often as told before it is ready. */
async function startApi({ unready }: { unready: number }) {
  const pki = await makePki(wallClock());
  const { serverCertificate: cert, serverKey: key } = pki;
  const asked: string[] = [];
  const server = createServer({ cert, key }, ({ method, url }, response) => {
    asked.push(`${method} ${url}`);
    const early =
      url === "/readyz" && asked.filter((each) => each === "GET /readyz").length <= unready;
    response.writeHead(early ? 500 : method === "POST" ? 201 : 200).end("{}");
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    asked,
    cluster: {
      ...{ server: `https://127.0.0.1:${port}`, caCertificate: pki.caCertificate, token: "t" },
      kubeconfigFile: "",
    },
    async [Symbol.asyncDispose]() {
      server.close();
      server.closeAllConnections();
    },
  };
}

test("kube-controller-manager is started once the API server is ready, not when it only answers", async () => {
  await using api = await startApi({ unready: 3 });
  const clock = wallClock();
  const seen: string[] = [];
  await startControllers({
    ...{ controllers: [], crdFiles: [], cluster: api.cluster, server: api.cluster.server },
    controlPlane: {
      ...{ children: [], apiServerLog: "kube-apiserver.log" },
      startManager: async () =>
        void seen.push(...api.asked.filter((each) => each.endsWith("readyz"))),
      [Symbol.asyncDispose]: async () => {},
    },
    context: {
      ...{ folder: "", logs: "", clock, signal: new AbortController().signal },
      recorder: { record: (observation) => ({ ...observation, seq: 0, tMs: 0 }) },
      fail: () => {},
    },
    phases: startPhases(clock),
    onStart: () => {},
    onApiReady: async () => {},
  });
  expect(seen).toEqual(Array(4).fill("GET /readyz"));
});
