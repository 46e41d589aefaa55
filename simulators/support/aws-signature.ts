import { createHash, createHmac } from "node:crypto";

export interface AwsCredentials {
  accessKey: string;
  secretKey: string;
}

export interface SignedRequest {
  method: string;
  url: string;
  region: string;
  /** `20261125T180000Z` */
  date: string;
  /** SHA-256 of the body in hexadecimal digits. */
  payload: string;
  /** What is signed beside host, date and payload, by lower-case name. */
  headers?: Record<string, string>;
}

export const emptyPayload = createHash("sha256").digest("hex");

/** The Authorization header of Signature Version 4 for S3. */
export function signAws(request: SignedRequest, { accessKey, secretKey }: AwsCredentials): string {
  const { method, region, date, payload } = request;
  const { host, pathname, searchParams } = new URL(request.url);
  const query = [...searchParams]
    .map(([name, value]) => `${encode(name)}=${encode(value)}`)
    .sort()
    .join("&");
  const headers = Object.entries({
    ...request.headers,
    ...{ host, "x-amz-content-sha256": payload, "x-amz-date": date },
  }).sort(([a], [b]) => (a < b ? -1 : 1));
  const lines = headers.map(([name, value]) => `${name}:${value.trim()}\n`).join("");
  const signedHeaders = headers.map(([name]) => name).join(";");
  const canonical = [method, pathname, query, lines, signedHeaders, payload].join("\n");
  const day = date.slice(0, 8);
  const scope = `${day}/${region}/s3/aws4_request`;
  const hash = createHash("sha256").update(canonical).digest("hex");
  const toSign = ["AWS4-HMAC-SHA256", date, scope, hash].join("\n");
  const key = [day, region, "s3", "aws4_request"].reduce<Buffer | string>(
    (at, part) => createHmac("sha256", at).update(part).digest(),
    `AWS4${secretKey}`,
  );
  const signature = createHmac("sha256", key).update(toSign).digest("hex");
  const credential = `Credential=${accessKey}/${scope}`;
  return `AWS4-HMAC-SHA256 ${credential}, SignedHeaders=${signedHeaders}, Signature=${signature}`;
}

/** Whom a request says it is from, and what was signed; undefined for one without signature. */
export function readAwsSignature(
  request: Request,
): { accessKey: string; signed: SignedRequest; authorization: string } | undefined {
  const authorization = request.headers.get("authorization") ?? "";
  const found =
    /^AWS4-HMAC-SHA256 Credential=([^/]+)\/\d{8}\/([^/]+)\/s3\/aws4_request, ?SignedHeaders=([^,]+),/.exec(
      authorization,
    );
  if (!found) return undefined;
  const [, accessKey = "", region = "", names = ""] = found;
  const { method, url } = request;
  const header = (name: string) => request.headers.get(name) ?? "";
  const headers = Object.fromEntries(names.split(";").map((name) => [name, header(name)]));
  const [date, payload] = [header("x-amz-date"), header("x-amz-content-sha256")];
  return { accessKey, signed: { method, url, region, date, payload, headers }, authorization };
}

function encode(text: string): string {
  return encodeURIComponent(text).replace(
    /[!'()*]/g,
    (each) => `%${each.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
