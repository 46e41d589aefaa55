import { createHash } from "node:crypto";
import {
  createRegistryGuard,
  type RegistryAuthentication,
  tokenPath,
} from "../../../../simulators/oci/registry-auth.ts";
import type { Handler } from "../../../../simulators/support/handler.ts";

/** A registry in memory that holds whatever it is given, right or wrong. */
export interface FakeRegistry {
  handle: Handler;
  /** As `fetch`. */
  send(request: Request): Promise<Response>;
  /** The requests it got, as `GET /v2/…`. */
  requests: string[];
  /** Resolves blobs by digest; what is put under a digest need not be of it. */
  blobs: Map<string, Uint8Array>;
  /** By tag or digest. */
  manifests: Map<string, { bytes: Uint8Array; mediaType: string }>;
  /** Puts a blob under its own digest. */
  putBlob(content: string | Uint8Array): { digest: string; size: number };
  putManifest(
    content: object,
    mediaType: string,
    ...tags: string[]
  ): { digest: string; size: number };
  /** Answers the next requests itself where it gives an answer. */
  intercept: (request: Request) => Response | undefined;
}

export function fakeRegistry(
  authentication: RegistryAuthentication = { kind: "none" },
): FakeRegistry {
  const guard = createRegistryGuard(authentication);
  const registry: FakeRegistry = {
    handle: async (request) => answer(registry, guard, request),
    send: (request) => registry.handle(request, { faults: [] }),
    requests: [],
    blobs: new Map(),
    manifests: new Map(),
    putBlob(content) {
      const bytes = Buffer.from(content);
      const digest = sha256(bytes);
      registry.blobs.set(digest, bytes);
      return { digest, size: bytes.length };
    },
    putManifest(content, mediaType, ...tags) {
      const bytes = Buffer.from(JSON.stringify(content));
      const digest = sha256(bytes);
      for (const name of [digest, ...tags]) registry.manifests.set(name, { bytes, mediaType });
      return { digest, size: bytes.length };
    },
    intercept: () => undefined,
  };
  return registry;
}

function answer(
  registry: FakeRegistry,
  guard: ReturnType<typeof createRegistryGuard>,
  request: Request,
): Response {
  const { pathname } = new URL(request.url);
  registry.requests.push(`${request.method} ${pathname}`);
  if (pathname === tokenPath) return guard.giveToken(request);
  const [, repository = "", kind, name = ""] =
    /^\/v2\/(.+)\/(manifests|blobs)\/([^/]+)$/.exec(pathname) ?? [];
  const refused = registry.intercept(request) ?? guard.refuse(request, repository);
  if (refused) return refused;
  const found =
    kind === "manifests"
      ? registry.manifests.get(name)
      : { bytes: registry.blobs.get(name), mediaType: "application/octet-stream" };
  if (!found?.bytes) {
    const error = { code: "MANIFEST_UNKNOWN", message: "manifest unknown" };
    return Response.json({ errors: [error] }, { status: 404 });
  }
  return new Response(new Uint8Array(found.bytes), {
    headers: { "content-type": found.mediaType },
  });
}

export function sha256(bytes: Uint8Array): string {
  return `sha256:${createHash("sha256").update(bytes).digest("hex")}`;
}
