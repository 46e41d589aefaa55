import type { Target } from "../registry/call.ts";
import type { FoundResource } from "../registry/catalog.ts";

/** Where a path of the API leads. */
export type Route =
  | { to: "resource"; group: string; version: string; path: ResourcePath; watch: boolean }
  | { to: "group-list"; legacy: boolean }
  | { to: "group"; group: string }
  | { to: "group-version"; group: string; version: string }
  | { to: "path"; path: string };

export interface ResourcePath {
  resource: string;
  namespace?: string;
  name?: string;
  subresource?: string;
}

export function parseRoute(pathname: string): Route {
  const segments = pathname.split("/").filter((segment) => segment !== "");
  const [root, ...rest] = segments.map(decode);
  if (root === "api") {
    const [version, ...path] = rest;
    if (version === undefined) return { to: "group-list", legacy: true };
    if (path.length === 0) return { to: "group-version", group: "", version };
    return resourceRoute("", version, path) ?? { to: "path", path: pathname };
  }
  if (root === "apis") {
    const [group, version, ...path] = rest;
    if (group === undefined) return { to: "group-list", legacy: false };
    if (version === undefined) return { to: "group", group };
    if (path.length === 0) return { to: "group-version", group, version };
    return resourceRoute(group, version, path) ?? { to: "path", path: pathname };
  }
  return { to: "path", path: pathname };
}

function resourceRoute(group: string, version: string, segments: string[]): Route | undefined {
  const watch = segments[0] === "watch";
  const path = resourcePath(watch ? segments.slice(1) : segments);
  return path && { to: "resource", group, version, path, watch };
}

/** Subresources of namespaces: after `namespaces/NAME` anything else is a resource in it. */
const ofNamespaces = ["status", "finalize"];

function resourcePath(segments: string[]): ResourcePath | undefined {
  const [first, second, third] = segments;
  if (first === undefined) return undefined;
  const nested = first === "namespaces" && second !== undefined && third !== undefined;
  if (nested && !ofNamespaces.includes(third)) {
    const [, namespace, resource = "", name, ...subresource] = segments;
    return { resource, namespace: namespace ?? "", ...named(name, subresource) };
  }
  const [resource = "", name, ...subresource] = segments;
  return { resource, ...named(name, subresource) };
}

function named(name: string | undefined, subresource: string[]) {
  return {
    ...(name === undefined ? {} : { name }),
    ...(subresource.length === 0 ? {} : { subresource: subresource.join("/") }),
  };
}

function decode(segment: string): string {
  if (!segment.includes("%")) return segment;
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}

/** Whether the path fits the resource: namespaced resources live in namespaces, except in lists of all. */
export function fits({ definition }: FoundResource, path: ResourcePath): boolean {
  if (definition.namespaced) return path.namespace !== undefined || path.name === undefined;
  return path.namespace === undefined;
}

/** The verb of authorization and of the registry. */
export function verbOf(method: string, path: ResourcePath, watch: boolean): string | undefined {
  const one = path.name !== undefined;
  switch (method) {
    case "GET":
    case "HEAD":
      return watch ? "watch" : one ? "get" : "list";
    case "POST":
      return "create";
    case "PUT":
      return one ? "update" : undefined;
    case "PATCH":
      return one ? "patch" : undefined;
    case "DELETE":
      return one ? "delete" : "deletecollection";
    default:
      return undefined;
  }
}

export function hasSubresource(
  { definition, version }: Pick<Target, "definition" | "version">,
  name: string | undefined,
) {
  if (name === undefined) return true;
  if (name === "status") return version.subresources.status;
  if (name === "scale") return version.subresources.scale !== undefined;
  return (definition.otherSubresources ?? []).some((each) => each.name === name);
}
