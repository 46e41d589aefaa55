import type { ClusterAccess } from "../../../../harness/environments/slot/cluster-access.ts";
import { httpsFetch } from "../https-fetch.ts";
import { startRealApi } from "./real-api.ts";

/** A real API server, asked as its administrator. */
export interface AskedApi extends AsyncDisposable {
  cluster: ClusterAccess;
  ask(request: Request): Promise<Response>;
}

/**
 * Starts one that has namespace `default` and what else named `default` these collections below
 * `/api/v1` shall hold. The server and the controllers make them, a moment after it is ready.
 */
export async function startAskedApi(also: readonly string[] = []): Promise<AskedApi> {
  await using stack = new AsyncDisposableStack();
  const { cluster } = stack.use(await startRealApi());
  const client = stack.use(httpsFetch(cluster.caCertificate));
  const ask = (request: Request) => {
    request.headers.set("authorization", `Bearer ${cluster.token}`);
    return client.fetch(request);
  };
  for (const path of ["namespaces", ...also]) {
    const headers = { "content-type": "application/json" };
    const body = JSON.stringify({ metadata: { name: "default" } });
    const url = `${cluster.server}/api/v1/${path}`;
    await (await ask(new Request(url, { method: "POST", headers, body }))).text();
  }
  const whole = stack.move();
  return { cluster, ask, [Symbol.asyncDispose]: () => whole.disposeAsync() };
}
