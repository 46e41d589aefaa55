import type { Clock } from "../../../harness/core/clock.ts";
import { UsageError } from "../../../harness/core/failure.ts";
import { PlainHeaders } from "../../support/plain-headers.ts";
import { PlainRequest } from "../../support/plain-request.ts";
import { ApiError, type Status, type StatusReason } from "../model/api-error.ts";
import { createCache } from "../model/cache.ts";

export type Fetch = (request: Request) => Promise<Response>;

/** Sends a request; resolves to a 2xx answer, throws an ApiError for any other. */
export type Transport = (request: ApiRequest) => Promise<Response>;

export interface ApiRequest {
  method: string;
  /** With the query. */
  path: string;
  body?: string;
  /** Default `application/json`. */
  contentType?: string;
  /** Default `application/json`. */
  accept?: string;
  signal?: AbortSignal | undefined;
}

export interface TransportOptions {
  fetch: Fetch;
  baseUrl?: string;
  token?: string;
  userAgent?: string;
  clock: Clock;
}

/** As often as client-go repeats a request whose answer has `Retry-After`. */
const retriesMax = 10;

export function transport(options: TransportOptions): Transport {
  const { fetch, baseUrl = "https://kube-apiserver", token, userAgent, clock } = options;
  if (!URL.canParse(baseUrl)) throw new UsageError(`"${baseUrl}" is no URL of an API server.`);
  const urlOf = urlsAt(baseUrl);
  return async (request) => {
    const headers = new PlainHeaders({
      accept: request.accept ?? "application/json",
      "user-agent": userAgent ?? "fluxproof",
    });
    if (token !== undefined) headers.set("authorization", `Bearer ${token}`);
    if (request.body !== undefined) {
      headers.set("content-type", request.contentType ?? "application/json");
    }
    for (let attempt = 0; ; attempt += 1) {
      const { method, body, signal } = request;
      const url = urlOf(request.path);
      const response = await fetch(new PlainRequest(url, { method, headers, body, signal }));
      if (response.ok) return response;
      const error = await errorOf(request, response);
      const waitSeconds = retryAfterSeconds(response);
      if (waitSeconds === undefined || attempt >= retriesMax) throw error;
      await clock.sleep(waitSeconds * 1000, request.signal);
    }
  };
}

/** URLs at an origin: the same few objects are asked for again and again, and URLs are for reading alone. */
function urlsAt(baseUrl: string): (path: string) => URL {
  const known = createCache<URL>(1000);
  return (path) => {
    let url = known.get(path);
    if (!url) {
      url = new URL(path, baseUrl);
      known.set(path, url);
    }
    return url;
  };
}

/** Only what the server asks to repeat is repeated: all else may have been done. */
function retryAfterSeconds({ status, headers }: Response): number | undefined {
  if (status !== 429 && status < 500) return undefined;
  const seconds = Number.parseInt(headers.get("retry-after") ?? "", 10);
  return Number.isNaN(seconds) ? undefined : seconds;
}

async function errorOf({ method, path }: ApiRequest, response: Response): Promise<ApiError> {
  const text = await response.text();
  const status = parseStatus(text);
  if (status) return new ApiError(status);
  return new ApiError({
    code: response.status,
    reason: reasons[response.status] ?? "InternalError",
    message: `${method} ${path} was answered ${response.status}: ${text.slice(0, 500)}`,
  });
}

/** For answers without a Status: of a proxy, or of a filter in front of the API. */
const reasons: Record<number, StatusReason> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  405: "MethodNotAllowed",
  406: "NotAcceptable",
  409: "Conflict",
  410: "Gone",
  415: "UnsupportedMediaType",
  429: "TooManyRequests",
  503: "ServiceUnavailable",
  504: "Timeout",
};

function parseStatus(text: string): Status | undefined {
  try {
    const parsed = JSON.parse(text);
    return parsed?.kind === "Status" ? parsed : undefined;
  } catch {
    return undefined;
  }
}

/** Whether a request failed for one of these reasons. */
export function failedFor(error: unknown, ...because: StatusReason[]): error is ApiError {
  return error instanceof ApiError && because.some((reason) => reason === error.status.reason);
}
