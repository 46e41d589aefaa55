import type { AwsCredentials } from "../../support/aws-signature.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { type S3Answer, S3Error, sendS3 } from "./s3-request.ts";

export interface S3Target {
  /** `http://127.0.0.1:9000` */
  origin: string;
  bucket: string;
  /** Asked for where it isn't known, and then kept here. */
  region?: string;
  credentials?: AwsCredentials;
}

/** What minio-go 7.0.95 does for source-controller, request by request. @throws Error in its words. */
export interface S3Client {
  bucketExists(): Promise<boolean>;
  /** Every object by its key: its ETag. */
  list(prefix: string): Promise<Map<string, string>>;
  /** Undefined where there is no such object. */
  etag(key: string): Promise<string | undefined>;
  fetch(key: string): Promise<{ etag: string; text: string } | undefined>;
}

const tries = 10;
const waitUnitMs = 200;
const waitMsMax = 1_000;
const retriedStatuses = [408, 429, 499, 500, 502, 503, 504, 520];
const retriedCodes =
  /^(Request(Error|Timeout|LimitExceeded|Throttled)|Throttling(Exception)?|InternalError|ExpiredToken(Exception)?|SlowDown(Write|Read)?)$/;

export function s3Client(
  process: ControllerProcess,
  target: S3Target,
  signal: AbortSignal,
): S3Client {
  const root = `${target.origin}/${target.bucket}/`;
  const urlOf = (key: string) => root + key.split("/").map(encodeURIComponent).join("/");

  return {
    async bucketExists() {
      try {
        await ask("HEAD", root);
        return true;
      } catch (error) {
        if (error instanceof S3Error && error.code === "NoSuchBucket") return false;
        throw error;
      }
    },
    async list(prefix) {
      const found = new Map<string, string>();
      let token = "";
      do {
        const query = new URLSearchParams({
          ...(token === "" ? {} : { "continuation-token": token }),
          ...{ delimiter: "", "encoding-type": "url", "fetch-owner": "true" },
          ...{ "list-type": "2", prefix },
        });
        const { body } = await ask("GET", `${root}?${query}`);
        for (const [, content = ""] of body.matchAll(/<Contents>(.*?)<\/Contents>/gs)) {
          const key = decodeURIComponent(elementOf(content, "Key"));
          found.set(key, elementOf(content, "ETag").replaceAll(/&#34;|&quot;|"/g, ""));
        }
        token = elementOf(body, "NextContinuationToken");
      } while (token !== "");
      return found;
    },
    async etag(key) {
      return absent(async () => etagOf(await ask("HEAD", urlOf(key))));
    },
    async fetch(key) {
      return absent(async () => {
        const etag = etagOf(await ask("HEAD", urlOf(key)));
        const headers = { "if-match": `"${etag}"` };
        // Once more, before it is downloaded.
        await ask("HEAD", urlOf(key), headers);
        const { body } = await ask("GET", urlOf(key), headers);
        return { etag, text: body };
      });
    },
  };

  async function ask(
    method: "GET" | "HEAD",
    url: string,
    headers: Record<string, string> = {},
  ): Promise<S3Answer> {
    const { clock, random } = process;
    for (let attempt = 0; ; attempt += 1) {
      target.region ??= await locate();
      const asked = { method, url, headers, region: target.region };
      try {
        return await sendS3(process, { ...target, signal }, asked);
      } catch (error) {
        if (!isRetried(error as Error) || attempt + 1 === tries) throw error;
      }
      const waitMs = Math.min(waitMsMax, waitUnitMs * 2 ** attempt) * (1 - random.next());
      await clock.sleep(waitMs, signal).catch(() => {});
      if (signal.aborted) throw new Error("context deadline exceeded");
    }
  }

  /** A failure of this one is final, and whoever may not know where a bucket is takes the default. */
  async function locate(): Promise<string> {
    const url = `${root}?location=`;
    const asked = { method: "GET" as const, url, headers: {}, region: defaultRegion };
    try {
      const { body } = await sendS3(process, { ...target, signal }, asked);
      return elementOf(body, "LocationConstraint") || defaultRegion;
    } catch (error) {
      if (error instanceof S3Error && error.code === "AccessDenied") return defaultRegion;
      throw error;
    }
  }
}

const defaultRegion = "us-east-1";

function isRetried(error: Error): boolean {
  if (!(error instanceof S3Error)) return !/context deadline exceeded$/.test(error.message);
  return retriedStatuses.includes(error.status) || retriedCodes.test(error.code);
}

async function absent<T>(act: () => Promise<T>): Promise<T | undefined> {
  try {
    return await act();
  } catch (error) {
    if (error instanceof S3Error && error.code === "NoSuchKey") return undefined;
    throw error;
  }
}

function etagOf({ headers }: S3Answer): string {
  return (headers.get("etag") ?? "").replaceAll('"', "");
}

function elementOf(xml: string, name: string): string {
  const text = new RegExp(`<${name}[^>/]*>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
  return text.replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&");
}
