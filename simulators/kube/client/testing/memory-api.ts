import type { Handler } from "../../../support/handler.ts";
import { ApiError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { memoryStore, type StoredChange } from "./memory-store.ts";

/** A resource that the API serves. */
export interface MemoryResource {
  apiVersion: string;
  kind: string;
  resource: string;
  namespaced: boolean;
}

export const memoryResources: MemoryResource[] = [
  { apiVersion: "v1", kind: "Namespace", resource: "namespaces", namespaced: false },
  { apiVersion: "v1", kind: "ConfigMap", resource: "configmaps", namespaced: true },
  { apiVersion: "v1", kind: "Secret", resource: "secrets", namespaced: true },
  { apiVersion: "v1", kind: "ServiceAccount", resource: "serviceaccounts", namespaced: true },
  { apiVersion: "v1", kind: "Pod", resource: "pods", namespaced: true },
  { apiVersion: "v1", kind: "Event", resource: "events", namespaced: true },
  { apiVersion: "apps/v1", kind: "Deployment", resource: "deployments", namespaced: true },
  {
    apiVersion: "rbac.authorization.k8s.io/v1",
    kind: "ClusterRole",
    resource: "clusterroles",
    namespaced: false,
  },
];

/**
 * As much of an API server as the client and the controllers need in order to be tested without one:
 * no schemas, no field managers, no selectors. The contract tests run the same against the real one.
 */
export interface MemoryApi {
  handle: Handler;
  /** `METHOD path` of each request so far. */
  requests: string[];
  /** Ends all watches; `expire` forgets the past too, so that none can be taken up. */
  cut(how?: { expire?: boolean }): void;
  /** Answers the next request that matches instead of the API. */
  answerOnce(matches: RegExp, response: () => Response): void;
}

export function memoryApi(): MemoryApi {
  const store = memoryStore();
  const requests: string[] = [];
  /** What ends each watch under way. */
  const watches = new Set<() => void>();
  let answers: { matches: RegExp; response: () => Response }[] = [];
  const api: MemoryApi = {
    requests,
    cut({ expire = false } = {}) {
      if (expire) store.compact();
      for (const end of watches) end();
    },
    answerOnce: (matches, response) => void answers.push({ matches, response }),
    async handle(request) {
      const url = new URL(request.url);
      const line = `${request.method} ${url.pathname}${url.search}`;
      requests.push(line);
      const answer = answers.find(({ matches }) => matches.test(line));
      if (answer) {
        answers = answers.filter((each) => each !== answer);
        return answer.response();
      }
      try {
        if (url.searchParams.get("watch")) return watch(request, url);
        return Response.json(await respond(request, url));
      } catch (error) {
        if (!(error instanceof ApiError)) throw error;
        return Response.json(error.status, { status: error.status.code });
      }
    },
  };
  return api;

  async function respond(request: Request, { pathname }: URL): Promise<unknown> {
    if (pathname === "/api" || pathname === "/apis") return discovery(pathname);
    const target = parsePath(pathname);
    const text = await request.text();
    const body = text === "" ? {} : JSON.parse(text);
    const { resource, namespace, name } = target;
    if (name === undefined) {
      const items = store.list(resource, namespace);
      if (request.method === "POST") return store.create(resource, namespace, body);
      if (request.method === "GET") {
        const metadata = { resourceVersion: store.version() };
        const { apiVersion, kind } = resource;
        return { apiVersion, kind: `${kind}List`, metadata, items };
      }
      for (const item of items) store.remove(resource, item, body);
      return { kind: "Status", status: "Success" };
    }
    const object = store.get(resource, namespace, name);
    if (request.method === "GET") return object;
    if (request.method === "DELETE") return store.remove(resource, object, body);
    const merged = request.method === "PUT" ? body : merge(object, body);
    return store.replace(resource, object, merged as ApiObject, target.subresource);
  }

  function watch(request: Request, url: URL): Response {
    const { resource, namespace } = parsePath(url.pathname);
    const since = Number(url.searchParams.get("resourceVersion"));
    const past = store.since(since);
    let end = (_how?: () => void) => {};
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        const send = ({ type, resource: of, object }: StoredChange) => {
          if (of !== resource || (namespace && object.metadata.namespace !== namespace)) return;
          controller.enqueue(new TextEncoder().encode(`${JSON.stringify({ type, object })}\n`));
        };
        end = (how = () => controller.close()) => {
          if (!store.listeners.delete(send)) return;
          watches.delete(end);
          how();
        };
        for (const change of past) send(change);
        store.listeners.add(send);
        watches.add(end);
        request.signal.addEventListener("abort", () =>
          end(() => controller.error(request.signal.reason)),
        );
      },
      cancel: () => end(() => {}),
    });
    return new Response(body);
  }
}

function parsePath(pathname: string) {
  const match =
    /^\/apis?\/((?:[^/]+\.[^/]+\/|apps\/)?v1)(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?(?:\/([^/]+))?$/.exec(
      pathname,
    );
  const status = /^\/api\/v1\/namespaces\/([^/]+)\/(finalize|status)$/.exec(pathname);
  const [, apiVersion, namespace, plural, name, subresource] = status
    ? [pathname, "v1", undefined, "namespaces", status[1], status[2]]
    : (match ?? []);
  const resource = memoryResources.find(
    (each) => each.apiVersion === apiVersion && each.resource === plural,
  );
  if (!resource) {
    const message = "the server could not find the requested resource";
    throw new ApiError({ code: 404, reason: "NotFound", message });
  }
  return { resource, namespace, name, subresource };
}

function discovery(path: string) {
  const ofCore = (apiVersion: string) => !apiVersion.includes("/");
  const groups = Map.groupBy(
    memoryResources.filter(({ apiVersion }) => ofCore(apiVersion) === (path === "/api")),
    ({ apiVersion }) => (ofCore(apiVersion) ? "" : apiVersion.replace(/\/.*/, "")),
  );
  const verbs = ["get", "list", "watch", "create", "update", "patch", "delete", "deletecollection"];
  const items = [...groups].map(([name, resources]) => ({
    metadata: { name },
    versions: [
      {
        version: "v1",
        resources: resources.map(({ resource, kind, namespaced }) => ({
          resource,
          responseKind: { group: name, version: "v1", kind },
          scope: namespaced ? "Namespaced" : "Cluster",
          verbs,
        })),
      },
    ],
  }));
  return { kind: "APIGroupDiscoveryList", items };
}

/** JSON merge patch (RFC 7386); applied configurations pass as such here. */
function merge(target: unknown, patch: unknown): unknown {
  if (patch === null || typeof patch !== "object" || Array.isArray(patch)) return patch;
  const merged: Record<string, unknown> =
    target !== null && typeof target === "object" && !Array.isArray(target) ? { ...target } : {};
  for (const [key, value] of Object.entries(patch)) {
    if (value === null) delete merged[key];
    else merged[key] = merge(merged[key], value);
  }
  return merged;
}
