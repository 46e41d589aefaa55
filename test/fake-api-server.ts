import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { KubeConfig } from "@kubernetes/client-node";
import type { ClusterClient, WatchedObject } from "../harness/environments/cluster-client.ts";
import { wireClient } from "../harness/environments/slot/wire-client.ts";

/** One watch as it came in; the newest is the last of `watches`. */
export interface OpenWatch {
  path: string;
  query: URLSearchParams;
  /** Sends one line. */
  send(type: string, object: object): void;
  /** Ends the answer as an API server does. */
  end(): void;
  /** Cuts the connection. */
  cut(): void;
  /** Resolves when the client went away or the answer ended. */
  closed: Promise<void>;
}

/** As much of a Kubernetes API server as lists and watches of one namespace need. */
export interface FakeApiServer extends AsyncDisposable {
  client: ClusterClient;
  watches: OpenWatch[];
  /** Paths of all lists so far, with their queries. */
  lists: string[];
  /** What the next lists hold. */
  objects: WatchedObject[];
  listVersion: string;
  /** Answers this status instead, to lists or watches. */
  listStatus: number;
  /** So many lists are answered 503 first. */
  listsRefusedFirst: number;
  watchStatus: number;
  /** Answers lists and watches with no byte at all. */
  mute: boolean;
  /** Resolves to the next watch of a path that ends so. */
  nextWatch(pathEnd?: string): Promise<OpenWatch>;
}

const kinds: Record<string, { name: string; kind: string }[]> = {
  "/api/v1": [
    { name: "configmaps", kind: "ConfigMap" },
    { name: "events", kind: "Event" },
  ],
  "/apis/source.toolkit.fluxcd.io/v1": [{ name: "gitrepositories", kind: "GitRepository" }],
  "/apis/kustomize.toolkit.fluxcd.io/v1": [{ name: "kustomizations", kind: "Kustomization" }],
};

export async function startFakeApiServer(): Promise<FakeApiServer> {
  const waiting: { pathEnd: string; resolve(watch: OpenWatch): void }[] = [];
  const server = createServer((request, response) => answer(request, response));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const fake: FakeApiServer = {
    client: wireClient(configFor((server.address() as AddressInfo).port)),
    watches: [],
    lists: [],
    objects: [],
    listVersion: "1",
    listStatus: 200,
    listsRefusedFirst: 0,
    watchStatus: 200,
    mute: false,
    nextWatch(pathEnd = "") {
      const { promise, resolve } = Promise.withResolvers<OpenWatch>();
      waiting.push({ pathEnd, resolve });
      return promise;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return fake;

  function answer(request: IncomingMessage, response: ServerResponse): void {
    const { pathname, searchParams } = new URL(request.url ?? "", "http://fake");
    const resources = kinds[pathname];
    if (resources) {
      const named = resources.map((resource) => ({ ...resource, namespaced: true, verbs: [] }));
      json(response, 200, { kind: "APIResourceList", groupVersion: "", resources: named });
    } else if (fake.mute) {
      // The client waits.
    } else if (searchParams.has("watch")) watch(pathname, searchParams, response);
    else list(request.url ?? "", response);
  }

  function list(url: string, response: ServerResponse): void {
    fake.lists.push(url);
    const { objects: items, listVersion: resourceVersion } = fake;
    const status = fake.lists.length > fake.listsRefusedFirst ? fake.listStatus : 503;
    json(response, status, { kind: "List", metadata: { resourceVersion }, items });
  }

  function watch(path: string, query: URLSearchParams, response: ServerResponse): void {
    if (fake.watchStatus !== 200) {
      json(response, fake.watchStatus, { kind: "Status", code: fake.watchStatus });
      return;
    }
    response.writeHead(200, { "content-type": "application/json" });
    response.flushHeaders();
    const open: OpenWatch = {
      path,
      query,
      send: (type, object) => response.write(`${JSON.stringify({ type, object })}\n`),
      end: () => response.end(),
      cut: () => response.destroy(),
      closed: new Promise((resolve) => response.once("close", resolve)),
    };
    fake.watches.push(open);
    const index = waiting.findIndex(({ pathEnd }) => path.endsWith(pathEnd));
    if (index >= 0) waiting.splice(index, 1)[0]?.resolve(open);
  }
}

function json(response: ServerResponse, status: number, body: object): void {
  response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
}

function configFor(port: number): KubeConfig {
  const config = new KubeConfig();
  config.loadFromOptions({
    clusters: [{ name: "fake", server: `http://127.0.0.1:${port}`, skipTLSVerify: true }],
    users: [{ name: "fake" }],
    contexts: [{ name: "fake", cluster: "fake", user: "fake" }],
    currentContext: "fake",
  });
  return config;
}
