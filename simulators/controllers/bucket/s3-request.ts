import { type AwsCredentials, emptyPayload, signAws } from "../../support/aws-signature.ts";
import { NetworkFailure } from "../../support/network-failure.ts";
import { PlainRequest } from "../../support/plain-request.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";

export interface S3Answer {
  headers: Headers;
  body: string;
}

/** An answer that is no success, in the words of minio-go. */
export class S3Error extends Error {
  override readonly name = "S3Error";
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/** One request, signed where there are credentials. @throws S3Error; Error in Go's words. */
export async function sendS3(
  process: ControllerProcess,
  { credentials, signal }: { credentials?: AwsCredentials; signal: AbortSignal },
  asked: {
    method: "GET" | "HEAD";
    url: string;
    headers: Record<string, string>;
    region: string;
  },
): Promise<S3Answer> {
  const { method, url, region } = asked;
  const date = new Date(process.clock.epochMs()).toISOString().replaceAll(/[-:]|\.\d+/g, "");
  const signed = { method, url, region, date, payload: emptyPayload };
  const headers = new Headers(asked.headers);
  if (credentials) {
    headers.set("x-amz-date", date);
    headers.set("x-amz-content-sha256", emptyPayload);
    headers.set("authorization", signAws(signed, credentials));
  }
  try {
    const response = await process.fetch(new PlainRequest(url, { method, headers, signal }));
    const body = await response.text();
    if (response.ok) return { headers: response.headers, body };
    throw errorOf(response.status, body, new URL(url).pathname);
  } catch (error) {
    if (error instanceof S3Error) throw error;
    throw inGoWords(error, signal, `${method === "GET" ? "Get" : "Head"} "${url}"`, url);
  }
}

const shownMax = 1024;

/** Without a body that tells, as HEAD has none, the status decides. */
function errorOf(status: number, body: string, path: string): S3Error {
  const code = /<Code>([^<]*)<\/Code>/.exec(body)?.[1];
  const message = /<Message>([^<]*)<\/Message>/.exec(body)?.[1];
  if (code !== undefined) return new S3Error(status, code, message ?? code);
  const isBucket = path.endsWith("/");
  const [known, words] = byStatus[isBucket ? status : -status] ?? byStatus[status] ?? [];
  if (known && words) return new S3Error(status, known, words);
  const text = `${status} ${statusTexts[status] ?? ""}`.trim();
  const said = body.trim();
  const shown = said.length > shownMax ? `${said.slice(0, shownMax)}...` : said;
  return new S3Error(status, text, shown || text);
}

/** Those of an object by the negative status. */
const byStatus: Record<number, [code: string, message: string]> = {
  404: ["NoSuchBucket", "The specified bucket does not exist."],
  [-404]: ["NoSuchKey", "The specified key does not exist."],
  403: ["AccessDenied", "Access Denied."],
  409: ["Conflict", "Bucket not empty."],
  412: ["PreconditionFailed", "At least one of the pre-conditions you specified did not hold."],
};

const statusTexts: Record<number, string> = {
  429: "Too Many Requests",
  500: "Internal Server Error",
  502: "Bad Gateway",
  503: "Service Unavailable",
  504: "Gateway Timeout",
};

function inGoWords(error: unknown, signal: AbortSignal, asked: string, url: string): Error {
  if (signal.aborted) return new Error(`${asked}: context deadline exceeded`);
  if (!(error instanceof NetworkFailure)) return error as Error;
  switch (error.kind) {
    case "refused":
      return new Error(`${asked}: dial tcp: connect: connection refused`);
    case "reset":
      return new Error(`${asked}: read: connection reset by peer`);
    case "unknown-host":
      return new Error(`${asked}: dial tcp: lookup: no such host`);
    default:
      return new Error(`${asked}: Connection closed by foreign host ${url}. Retry again.`);
  }
}
