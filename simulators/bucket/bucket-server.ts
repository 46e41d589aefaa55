import { createHash } from "node:crypto";
import type { Clock } from "../../harness/core/clock.ts";
import { UsageError } from "../../harness/core/failure.ts";
import { type AwsCredentials, readAwsSignature, signAws } from "../support/aws-signature.ts";
import type { Handler } from "../support/handler.ts";
import { wholeAnswer } from "../support/whole-answer.ts";
import { listPage } from "./list-page.ts";
import { refuse } from "./refuse.ts";
import { parseBucketRequest } from "./request-path.ts";

export interface StoredObject {
  bytes: Uint8Array;
  /** MD5 in hexadecimal digits. */
  etag: string;
  modifiedMs: number;
}

/** A host of buckets in memory, to be read by S3's API and filled by its methods. */
export interface BucketServer {
  handle: Handler;
  /** @throws UsageError for a name that is none or is taken. */
  create(bucket: string): void;
  /** Takes a bucket away with all that is in it. */
  remove(bucket: string): void;
  /** Null deletes. @throws UsageError where there is no such bucket. */
  put(bucket: string, objects: Record<string, string | Uint8Array | null>): void;
  /** Whoever else asks is refused from now on; undefined for a host that is open to all. */
  authenticate(credentials: AwsCredentials | undefined): void;
}

export function createBucketServer(options: {
  clock: Clock;
  credentials?: AwsCredentials;
}): BucketServer {
  const { clock } = options;
  let credentials = options.credentials;
  const buckets = new Map<string, Map<string, StoredObject>>();
  return {
    async handle(request) {
      const answer = refuseStranger(request, credentials) ?? serve(buckets, request);
      if (request.method !== "HEAD") return answer;
      return new Response(null, { status: answer.status, headers: answer.headers });
    },
    create(bucket) {
      if (!/^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/.test(bucket)) {
        throw new UsageError(`bucket ${JSON.stringify(bucket)}: expected 3 to 63 of a-z 0-9 . -`);
      }
      if (buckets.has(bucket)) throw new UsageError(`bucket ${bucket} exists already`);
      buckets.set(bucket, new Map());
    },
    remove: (bucket) => void buckets.delete(bucket),
    put(bucket, objects) {
      const held = buckets.get(bucket);
      if (!held) throw new UsageError(`there is no bucket ${bucket}`);
      for (const [key, content] of Object.entries(objects)) {
        held.delete(key);
        if (content === null) continue;
        const bytes = typeof content === "string" ? Buffer.from(content) : content;
        const etag = createHash("md5").update(bytes).digest("hex");
        held.set(key, { bytes, etag, modifiedMs: clock.epochMs() });
      }
    },
    authenticate(changed) {
      credentials = changed;
    },
  };
}

function refuseStranger(
  request: Request,
  credentials: AwsCredentials | undefined,
): Response | undefined {
  if (!credentials) return undefined;
  const claimed = readAwsSignature(request);
  if (!claimed) return refuse(403, "AccessDenied", "Access Denied.");
  if (claimed.accessKey !== credentials.accessKey) {
    const message = "The Access Key Id you provided does not exist in our records.";
    return refuse(403, "InvalidAccessKeyId", message);
  }
  if (claimed.authorization === signAws(claimed.signed, credentials)) return undefined;
  const message =
    "The request signature we calculated does not match the signature you provided. Check your key and signing method.";
  return refuse(403, "SignatureDoesNotMatch", message);
}

function serve(buckets: Map<string, Map<string, StoredObject>>, request: Request): Response {
  const { searchParams } = new URL(request.url);
  const { bucket: name, key } = parseBucketRequest(request.url);
  if (request.method !== "GET" && request.method !== "HEAD") {
    const message = "The specified method is not allowed against this resource.";
    return refuse(405, "MethodNotAllowed", message);
  }
  const bucket = buckets.get(name);
  if (!bucket) return refuse(404, "NoSuchBucket", "The specified bucket does not exist");
  if (key !== undefined) return object(bucket, key, request);
  if (searchParams.has("location")) {
    return xml('<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/"/>');
  }
  if (request.method === "HEAD") return wholeAnswer("");
  return xml(listPage(name, bucket, searchParams));
}

function object(bucket: Map<string, StoredObject>, key: string, request: Request): Response {
  const found = bucket.get(key);
  if (!found) return refuse(404, "NoSuchKey", "The specified key does not exist.");
  const { bytes, etag, modifiedMs } = found;
  const wanted = request.headers.get("if-match");
  if (wanted !== null && wanted !== `"${etag}"`) {
    const message = "At least one of the pre-conditions you specified did not hold";
    return refuse(412, "PreconditionFailed", message);
  }
  return wholeAnswer(bytes, {
    headers: {
      ...{ "content-type": "application/octet-stream", "content-length": String(bytes.length) },
      ...{ etag: `"${etag}"`, "last-modified": new Date(modifiedMs).toUTCString() },
    },
  });
}

function xml(body: string): Response {
  return wholeAnswer(`<?xml version="1.0" encoding="UTF-8"?>\n${body}`, {
    headers: { "content-type": "application/xml" },
  });
}
