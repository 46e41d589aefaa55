import type { Handler } from "../support/handler.ts";
import { wholeAnswer } from "../support/whole-answer.ts";
import { refusal } from "./refusal.ts";
import {
  createRegistryGuard,
  type RegistryAuthentication,
  type RegistryGuard,
} from "./registry-auth.ts";
import { createRegistryStore, type RegistryStore } from "./registry-store.ts";
import { parseRegistryRequest } from "./request-path.ts";

/** A registry in memory, to be pulled from by the Distribution API and filled by the store's methods. */
export interface OciRegistry extends RegistryStore {
  handle: Handler;
  /** From now on; tokens that were given out before are worth nothing. */
  authenticate(authentication: RegistryAuthentication): void;
}

export function createOciRegistry(
  options: { authentication?: RegistryAuthentication } = {},
): OciRegistry {
  const store = createRegistryStore();
  const guard = createRegistryGuard(options.authentication ?? { kind: "none" });
  return {
    ...store,
    authenticate: guard.change,
    handle: async (request) => serve(store, guard, request),
  };
}

function serve(store: RegistryStore, guard: RegistryGuard, request: Request): Response {
  const { pathname, searchParams } = new URL(request.url);
  const { endpoint, repository: name, reference = "" } = parseRegistryRequest(request.url);
  if (endpoint === "token") return guard.giveToken(request);
  const isPing = pathname === "/v2/";
  if (endpoint === "other" && !isPing) {
    return wholeAnswer("404 page not found\n", { status: 404 });
  }
  const refused = guard.refuse(request, isPing ? undefined : name);
  if (refused) return forHead(request, refused);
  if (request.method !== "GET" && request.method !== "HEAD") {
    return refusal(405, "UNSUPPORTED", "The operation is unsupported.");
  }
  if (isPing) return json({});
  if (endpoint === "manifests") return forHead(request, manifest(store, name, reference));
  if (endpoint === "blobs") return forHead(request, blob(store, name, reference));
  return tagPage(store, name, searchParams);
}

function manifest(store: RegistryStore, name: string, reference: string): Response {
  const found = store.manifest(name, reference);
  if (!found) {
    const isDigest = reference.startsWith("sha256:");
    const detail = isDigest ? { Name: name, Revision: reference } : { Tag: reference };
    return refusal(404, "MANIFEST_UNKNOWN", "manifest unknown", detail);
  }
  return bytesOf(found.bytes, found.digest, found.mediaType);
}

function blob(store: RegistryStore, name: string, digest: string): Response {
  const found = store.blob(name, digest);
  if (!found) return refusal(404, "BLOB_UNKNOWN", "blob unknown to registry", digest);
  return bytesOf(found, digest, "application/octet-stream");
}

function bytesOf(bytes: Uint8Array, digest: string, contentType: string): Response {
  const headers = {
    ...{ "content-type": contentType, "content-length": String(bytes.length) },
    ...{ "docker-content-digest": digest, etag: `"${digest}"` },
  };
  return wholeAnswer(bytes, { headers });
}

/** `?n=100&last=v1`: those after `last`, and a link to the next page where there are more. */
function tagPage(store: RegistryStore, name: string, query: URLSearchParams): Response {
  const all = store.tags(name);
  if (!all) {
    return refusal(404, "NAME_UNKNOWN", "repository name not known to registry", { name });
  }
  const last = query.get("last");
  const n = query.get("n");
  if (n !== null && !/^\d+$/.test(n)) {
    return refusal(400, "PAGINATION_NUMBER_INVALID", "invalid number of results requested", { n });
  }
  const after = last === null ? all : all.filter((tag) => tag > last);
  const tags = n === null ? after : after.slice(0, Number(n));
  const end = tags.at(-1);
  if (end === undefined || tags.length === after.length) return json({ name, tags });
  const next = `/v2/${name}/tags/list?${new URLSearchParams({ last: end, n: n ?? "" })}`;
  return json({ name, tags }, { link: `<${next}>; rel="next"` });
}

function json(value: object, headers: Record<string, string> = {}): Response {
  return wholeAnswer(JSON.stringify(value), {
    headers: { "content-type": "application/json", ...headers },
  });
}

/** The same without a body. */
function forHead({ method }: Request, answer: Response): Response {
  if (method !== "HEAD") return answer;
  return new Response(null, { status: answer.status, headers: answer.headers });
}
