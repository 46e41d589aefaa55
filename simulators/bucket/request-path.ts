import type { BucketRequestMatch } from "../../harness/core/fault.ts";
import { matchesAny } from "../../harness/core/glob.ts";

/** What a request to a host of buckets asks for. */
export interface BucketRequestPath {
  bucket: string;
  endpoint: "list" | "object" | "bucket";
  /** Of an object, as it was stored. */
  key?: string;
}

export function parseBucketRequest(url: string): BucketRequestPath {
  const { pathname, searchParams } = new URL(url);
  const [, bucket = "", key = ""] = /^\/([^/]*)\/?(.*)$/.exec(pathname) ?? [];
  if (key !== "") return { bucket, endpoint: "object", key: decoded(key) };
  return { bucket, endpoint: searchParams.has("list-type") ? "list" : "bucket" };
}

/** What is no encoded text stands for itself. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** Whether a fault's `match` covers a request; absent fields cover everything. */
export function matchesBucketRequest(
  { buckets, endpoint, keys }: BucketRequestMatch = {},
  url: string,
): boolean {
  const path = parseBucketRequest(url);
  if (endpoint && path.endpoint !== endpoint) return false;
  if (keys && (path.key === undefined || !matchesAny(keys, path.key))) return false;
  return !buckets || matchesAny(buckets, path.bucket);
}
