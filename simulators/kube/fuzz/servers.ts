import { wallClock } from "../../support/clock.ts";
import { seededRandom } from "../../support/random.ts";
import { httpsFetch } from "../client/https-fetch.ts";
import { startRealApi } from "../client/testing/real-api.ts";
import type { Codecs } from "../http/codecs.ts";
import { createKubeServer } from "../http/kube-server.ts";
import { decodeProtobuf, encodeProtobuf, hasProtobuf } from "../protobuf/protobuf.ts";
import { encodeWatchEvent, type WatchFrame } from "../protobuf/watch-frames.ts";
import { fuzzDefinitions } from "./kinds.ts";
import type { Ask } from "./step.ts";

/** A server to ask, with the custom resources of the sequences. */
export interface FuzzTarget {
  name: "real" | "simulator";
  origin: string;
  ask: Ask;
}

export function simulatorTarget(): FuzzTarget & Disposable {
  const server = createKubeServer({ clock: wallClock(), random: seededRandom(1), codecs });
  return {
    name: "simulator",
    origin: "http://sim.invalid",
    ask: (request) => server.handle(request, { faults: [] }),
    [Symbol.dispose]: () => server[Symbol.dispose](),
  };
}

const codecs: Codecs = {
  decode: (bytes) => decodeProtobuf(bytes),
  encode: encodeProtobuf,
  encodeEvent: (type, object) => encodeWatchEvent({ type: type as WatchFrame["type"], object }),
  has: hasProtobuf,
};

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
