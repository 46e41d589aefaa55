import type { RequestContext } from "../../support/handler.ts";
import { urlOf } from "../../support/received-request.ts";
import type { ObjectReader, RequestAttributes, User } from "../model/access.ts";
import { badRequest } from "../model/api-error.ts";
import type { Call, Target } from "../registry/call.ts";
import { methodNotAllowed, notFound, resourceOf } from "../registry/errors.ts";
import { flag } from "../registry/list-options.ts";
import { mediaType } from "./body.ts";
import { namesForm } from "./negotiate.ts";
import { patchTypeOf } from "./patch-type.ts";
import { roomWhenFull } from "./room-for-answers.ts";
import { fits, hasSubresource, parseRoute, type Route, verbOf } from "./route.ts";
import { type PathOptions, servePath } from "./serve-path.ts";
import { type ServeOptions, serveResource } from "./serve-resource.ts";
import { answerError, PathNotFound, resourceNotFound } from "./status-answers.ts";

export interface ServeRequest extends ServeOptions {
  request: Request;
  context: RequestContext;
  /** Filled with what belongs into `Warning` headers. */
  warnings: string[];
  authenticate(request: Request, context: RequestContext, reader: ObjectReader): User;
  authorize(attributes: RequestAttributes, reader: ObjectReader): Error | undefined;
  paths: PathOptions;
  /** The `Audit-Id` of the answer. */
  auditId: string;
  /** Told of every request that was authenticated, once its answer is complete. */
  report: ((exchange: ServedExchange) => void) | undefined;
}

/** A request and its answer, for whoever keeps a log. */
export interface ServedExchange {
  attributes: RequestAttributes;
  auditId: string;
  /** Path and query. */
  uri: string;
  agent: string;
  status: number;
  /** On the server's clock. */
  startedMs: number;
}

/** One request from its head to its answer; what goes wrong becomes the answer. */
export async function serveRequest(serving: ServeRequest): Promise<Response> {
  const { registry, request, auditId, report } = serving;
  const startedMs = registry.clock.nowMs();
  const asked: Asked = {};
  const response = await serve(serving, asked).catch((error: unknown) =>
    answerError(error, { request, codecs: serving.codecs }),
  );
  const { attributes } = asked;
  if (!report || !attributes) return response;
  const { pathname, search } = urlOf(request);
  const agent = request.headers.get("user-agent") ?? "";
  const { status } = response;
  const exchange = { attributes, auditId, uri: pathname + search, agent, status, startedMs };
  if (asked.stream) asked.stream.then(() => report(exchange));
  else report(exchange);
  return response;
}

/** What was found out about a request on the way. */
interface Asked {
  attributes?: RequestAttributes;
  /** Of a watch: resolves when it ends. */
  stream?: Promise<void>;
}

/** @throws ApiError, PathNotFound */
async function serve(serving: ServeRequest, asked: Asked): Promise<Response> {
  const { request, context, registry } = serving;
  const url = urlOf(request);
  const user = serving.authenticate(request, context, registry.store);
  context.account = user.name;
  const route = parseRoute(url.pathname);
  if (route.to !== "resource") {
    const verb = request.method === "GET" ? "get" : request.method.toLowerCase();
    require(serving, asked, { kind: "path", path: url.pathname, verb, user });
    if (!["GET", "HEAD"].includes(request.method) && isOnlyRead(route)) throw methodNotAllowed();
    await roomWhenFull({ request, signal: request.signal, clock: registry.clock });
    return servePath(request, url, route, serving.paths);
  }
  return serveRoute(serving, asked, url, route, user);
}

/** As the real server has it: the rest is answered whatever the method. */
function isOnlyRead(route: Exclude<Route, { to: "resource" }>): boolean {
  if (route.to === "path") return /^\/version\/?$/.test(route.path);
  return route.to === "group-version" || (route.to === "group-list" && route.legacy);
}

async function serveRoute(
  serving: ServeRequest,
  asked: Asked,
  url: URL,
  route: Extract<Route, { to: "resource" }>,
  user: User,
): Promise<Response> {
  const { request, registry, warnings } = serving;
  const { group, version, path } = route;
  const query = url.searchParams;
  const watch = route.watch || (path.name === undefined && flag(query, "watch"));
  const verb = verbOf(request.method, path, watch);
  const { resource, namespace, name } = path;
  const [subresource] = path.subresource?.split("/") ?? [];
  // Authorization comes first: it doesn't tell what is served.
  require(serving, asked, {
    kind: "resource",
    user,
    verb: verb ?? request.method.toLowerCase(),
    group,
    version,
    resource,
    ...given("namespace", namespace ?? (resource === "namespaces" ? name : undefined)),
    ...given("name", name ?? nameSelected(query, verb)),
    ...given("subresource", subresource),
  });
  const found = registry.catalog.find(group, version, resource);
  if (!found) {
    // The place of a group that is built in is known, whatever its versions.
    const builtin = registry.catalog.all().some((each) => each.group === group && !each.custom);
    const unknown = !builtin && !registry.catalog.versions(group).includes(version);
    if (unknown) throw new PathNotFound(url.pathname);
    throw resourceNotFound();
  }
  if (!fits(found, path)) throw resourceNotFound();
  const { custom } = found.definition;
  const warn = () => {
    const { deprecated, deprecationWarning } = found.version;
    if (deprecated && deprecationWarning) warnings.push(deprecationWarning);
  };
  if (custom) warn();
  // Of a custom resource nobody looks at what stands behind the subresource.
  if (!hasSubresource(found, custom ? subresource : path.subresource)) {
    throw custom ? notFound(resourceOf(found.definition), name ?? "") : resourceNotFound();
  }
  if (!verb && custom && ["PUT", "PATCH"].includes(request.method)) {
    if (request.method === "PATCH") patchTypeOf(mediaType(request), found.definition);
    throw badRequest("name must be provided");
  }
  if (!verb) throw methodNotAllowed();
  const target: Target = {
    ...found,
    ...given("namespace", namespace),
    ...given("name", name),
    ...given("subresource", subresource),
  };
  const call: Call = {
    target,
    user,
    query,
    manager: query.get("fieldManager") || clientName(request),
    dryRun: query.getAll("dryRun").includes("All"),
    warnings,
    signal: request.signal,
  };
  // Before anything is told of the resource.
  if (verb === "patch" && !custom) patchTypeOf(mediaType(request), found.definition);
  const created = verb === "create" && name !== undefined && subresource === undefined;
  // What no form of any resource is gets refused before.
  if (!custom && !created && namesForm(request.headers.get("accept"))) warn();
  const labels = { verb: verb.toUpperCase(), resource, watch: verb === "watch" };
  const counted = serving.metrics.requestBegins(labels);
  // Only a watch has an end to be told of.
  const ended = labels.watch ? Promise.withResolvers<void>() : undefined;
  if (ended) asked.stream = ended.promise;
  const options = ended ? { ...serving, onEnd: ended.resolve } : serving;
  let code = 500;
  try {
    const response = await serveResource(request, verb, call, options);
    code = response.status;
    return response;
  } finally {
    counted.ends(code);
  }
}

function require(serving: ServeRequest, asked: Asked, attributes: RequestAttributes): void {
  asked.attributes = attributes;
  const refusal = serving.authorize(attributes, serving.registry.store);
  if (refusal) throw refusal;
}

/** Lists and watches of one object, as RBAC with resourceNames allows them. */
function nameSelected(query: URLSearchParams, verb: string | undefined): string | undefined {
  if (verb !== "list" && verb !== "watch" && verb !== "deletecollection") return undefined;
  return /(?:^|,)metadata\.name==?([^,]+)/.exec(query.get("fieldSelector") ?? "")?.[1];
}

/** What stands for a client that names no manager: its program's name. */
function clientName(request: Request): string {
  return (request.headers.get("user-agent") ?? "").split("/")[0] ?? "";
}

function given<Key extends string>(key: Key, value: string | undefined): { [key in Key]?: string } {
  return value === undefined ? {} : ({ [key]: value } as { [key in Key]?: string });
}
