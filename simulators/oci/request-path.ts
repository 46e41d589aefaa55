import type { RegistryRequestMatch } from "../../harness/core/fault.ts";
import { matchesAny } from "../../harness/core/glob.ts";
import { tokenPath } from "./registry-auth.ts";
import { repositoryPattern } from "./registry-store.ts";

/** What a request to a registry asks for. */
export interface RegistryRequestPath {
  /** Empty where the path names none. */
  repository: string;
  endpoint: "manifests" | "blobs" | "tags" | "token" | "other";
  /** A tag or a digest. */
  reference?: string;
}

const paths = new RegExp(
  `^/v2/(?<repository>${repositoryPattern})/(?:(?<kind>manifests|blobs)/(?<reference>[^/]+)|tags/list)$`,
);

export function parseRegistryRequest(url: string): RegistryRequestPath {
  const { pathname } = new URL(url);
  if (pathname === tokenPath) return { repository: "", endpoint: "token" };
  const { repository, kind, reference } = paths.exec(pathname)?.groups ?? {};
  if (repository === undefined) return { repository: "", endpoint: "other" };
  const isTags = reference === undefined;
  const endpoint = isTags ? "tags" : (kind as "manifests" | "blobs");
  return { repository, endpoint, ...(isTags ? {} : { reference }) };
}

/** Whether a fault's `match` covers a request; absent fields cover everything. */
export function matchesRegistryRequest(
  { repositories, endpoint }: RegistryRequestMatch = {},
  url: string,
): boolean {
  const path = parseRegistryRequest(url);
  if (endpoint && path.endpoint !== endpoint) return false;
  return !repositories || matchesAny(repositories, path.repository);
}
