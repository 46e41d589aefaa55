import { wholeAnswer } from "../../support/whole-answer.ts";
import type { Catalog } from "../registry/catalog.ts";
import { aggregated, groupList, groupOf, legacyVersions, resourceList } from "./discovery.ts";
import { answerHealth, plain } from "./health.ts";
import { parseAccept } from "./negotiate.ts";
import type { OpenApi } from "./openapi.ts";
import type { Route } from "./route.ts";
import { PathNotFound, resourceNotFound } from "./status-answers.ts";

export interface PathOptions {
  catalog: Catalog;
  openApi: OpenApi;
  /** What `/metrics` says now. */
  metrics(): string;
  /** `major`, `minor`, `gitVersion` and so on. */
  version: object;
}

type OtherRoute = Exclude<Route, { to: "resource" }>;

/** Answers what is no resource: discovery, descriptions, health. @throws PathNotFound */
export function servePath(
  request: Request,
  url: URL,
  route: OtherRoute,
  options: PathOptions,
): Response {
  const { catalog } = options;
  switch (route.to) {
    case "group-list":
      return (
        aggregatedDiscovery(request, catalog, route.legacy) ??
        json(route.legacy ? legacyVersions(url.host) : groupList(catalog))
      );
    case "group": {
      const group = groupOf(catalog, route.group);
      return json(group && { kind: "APIGroup", apiVersion: "v1", ...group });
    }
    case "group-version":
      if (catalog.versions(route.group).length > 0) {
        const list = resourceList(catalog, route.group, route.version);
        if (!list) throw resourceNotFound();
        return json(list);
      }
      throw new PathNotFound(route.group);
    case "path":
      return answerHealth(route.path, url.searchParams) ?? servePlain(route.path, options);
  }
}

function servePlain(path: string, { openApi, catalog, metrics, version }: PathOptions): Response {
  if (path === "/version" || path === "/version/") return json(version);
  if (path === "/metrics") return plain(metrics());
  if (path === "/openapi/v3") return json(openApi.index());
  if (path === "/openapi/v2") return text(openApi.swagger());
  if (path === "/") return json({ paths: rootPaths(catalog) });
  const [, core, group = "", version2 = ""] =
    /^\/openapi\/v3\/(?:api\/([^/]+)|apis\/([^/]+)\/([^/]+))$/.exec(path) ?? [];
  const document = openApi.document(group, core ?? version2);
  if (document === undefined) throw new PathNotFound(path);
  return text(document);
}

/** The newest form of discovery that the client takes, all in one answer. */
function aggregatedDiscovery(request: Request, catalog: Catalog, legacy: boolean) {
  for (const { type, parameters } of parseAccept(request.headers.get("accept") ?? "")) {
    const version = parameters.get("v") ?? "";
    const wanted =
      parameters.get("as") === "APIGroupDiscoveryList" &&
      parameters.get("g") === "apidiscovery.k8s.io" &&
      ["v2", "v2beta1"].includes(version);
    if (!wanted && ["application/json", "*/*"].includes(type)) return undefined;
    if (!wanted || type !== "application/json") continue;
    const list = aggregated(catalog, legacy, `apidiscovery.k8s.io/${version}`);
    return wholeAnswer(JSON.stringify(list), {
      headers: {
        "content-type": `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`,
        vary: "Accept",
      },
    });
  }
  return undefined;
}

function rootPaths(catalog: Catalog): string[] {
  const groups = catalog.groups().flatMap((group) => {
    const versions = catalog.versions(group);
    if (group === "") return ["/api", ...versions.map((each) => `/api/${each}`), "/apis", "/apis/"];
    return [`/apis/${group}`, ...versions.map((each) => `/apis/${group}/${each}`)];
  });
  const own = [
    "/healthz",
    "/livez",
    "/metrics",
    "/openapi/v2",
    "/openapi/v3",
    "/readyz",
    "/version",
  ];
  return [...groups, ...own].sort();
}

function json(value: object | undefined): Response {
  if (!value) throw new PathNotFound("not served");
  return text(`${JSON.stringify(value)}\n`);
}

function text(body: string): Response {
  return wholeAnswer(body, { headers: { "content-type": "application/json" } });
}
