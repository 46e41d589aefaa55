import { wallClock } from "../../support/clock.ts";
import { seededRandom } from "../../support/random.ts";
import { httpsFetch } from "../client/https-fetch.ts";
import { startRealApi } from "../client/testing/real-api.ts";
import { createApiServer } from "../server/api-server.ts";
import { fuzzDefinitions } from "./kinds.ts";
import type { Ask } from "./step.ts";

/** A server to ask, with the custom resources of the sequences. */
export interface FuzzTarget {
  name: "real" | "simulator";
  origin: string;
  ask: Ask;
}

/** The server as users get it: with roles and admission, asked by who may do all. */
export function simulatorTarget(): FuzzTarget & Disposable {
  const admin = { name: "fluxproof", uid: "fluxproof", groups: ["system:masters"] };
  const server = createApiServer({
    clock: wallClock(),
    random: seededRandom(1),
    tokens: new Map([["fuzz", admin]]),
  });
  return {
    name: "simulator",
    origin: "http://sim.invalid",
    ask(request) {
      request.headers.set("authorization", "Bearer fuzz");
      return server.handle(request, { faults: [] });
    },
    [Symbol.dispose]: () => server[Symbol.dispose](),
  };
}

/** etcd and kube-apiserver, started for this. */
export async function realTarget(): Promise<FuzzTarget & AsyncDisposable> {
  await using stack = new AsyncDisposableStack();
  const api = stack.use(await startRealApi());
  const client = stack.use(httpsFetch(api.cluster.caCertificate));
  const whole = stack.move();
  return {
    name: "real",
    origin: api.cluster.server,
    ask(request) {
      request.headers.set("authorization", `Bearer ${api.cluster.token}`);
      return client.fetch(request);
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

/** Makes the custom resources and waits until each of their versions is served. */
export async function installDefinitions({ origin, ask }: FuzzTarget): Promise<void> {
  const clock = wallClock();
  for (const crd of fuzzDefinitions) {
    const headers = { "content-type": "application/json" };
    const path = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
    const body = JSON.stringify(crd);
    const response = await ask(new Request(origin + path, { method: "POST", headers, body }));
    const text = await response.text();
    if (response.status !== 201) throw new Error(`${crd.metadata.name}: ${text}`);
    const { group, names, versions } = crd.spec as {
      group: string;
      names: { plural: string };
      versions: { name: string }[];
    };
    for (const { name } of versions) {
      const served = `${origin}/apis/${group}/${name}/${names.plural}`;
      for (;;) {
        const answer = await ask(new Request(served));
        await answer.text();
        if (answer.status === 200) break;
        await clock.sleep(50);
      }
    }
  }
}
