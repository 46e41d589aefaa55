import type { ApiRequestMatch } from "../../../harness/core/fault.ts";
import { matchesAny } from "../../../harness/core/glob.ts";
import { parseRoute, verbOf } from "../http/route.ts";
import { qualified } from "../model/api-error.ts";
import { flag } from "../registry/list-options.ts";

/** What a request asks of an API server, as far as its method and URL tell. */
export interface ApiRequest {
  /** As RBAC has it; of requests to other paths than a resource's, the method in lower case. */
  verb: string;
  /** Absent for requests to other paths. */
  resource?: {
    group: string;
    resource: string;
    /** Empty without a namespace, and for lists over all. */
    namespace: string;
    /** Empty for lists and what is created. */
    name: string;
    /** Empty for the object itself. */
    subresource: string;
  };
}

export function parseApiRequest({ method, url }: { method: string; url: string }): ApiRequest {
  const { pathname, searchParams: query } = new URL(url);
  const route = parseRoute(pathname);
  if (route.to !== "resource") return { verb: method === "HEAD" ? "get" : method.toLowerCase() };
  const { group, path } = route;
  const { resource, subresource = "" } = path;
  const watch = route.watch || (path.name === undefined && flag(query, "watch"));
  const name = path.name ?? selectedName(query) ?? "";
  // A namespace is in itself, as authorization sees it.
  const namespace = path.namespace ?? (resource === "namespaces" ? name : "");
  return {
    verb: verbOf(method, path, watch) ?? method.toLowerCase(),
    resource: { group, resource, namespace, name, subresource },
  };
}

/** Whether a fault's `match` covers a request; absent fields cover everything. */
export function matchesApiRequest(
  match: ApiRequestMatch | undefined,
  { verb, resource }: ApiRequest,
  /** Asked only when the match names users. */
  user: () => string | undefined,
): boolean {
  const { users, verbs, resources, subresources, namespaces, names } = match ?? {};
  if (verbs && !verbs.some((each) => each === verb)) return false;
  if (resource) {
    if (resources && !matchesAny(resources, qualified(resource))) return false;
    if (subresources && !matchesAny(subresources, resource.subresource)) return false;
    if (namespaces && !matchesAny(namespaces, resource.namespace)) return false;
    if (names && !matchesAny(names, resource.name)) return false;
  } else if (resources || subresources || namespaces || names) return false;
  if (!users) return true;
  const name = user();
  return name !== undefined && matchesAny(users, name);
}

/** Lists and watches of one object. */
function selectedName(query: URLSearchParams): string | undefined {
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get("fieldSelector") ?? "")?.[1];
}
