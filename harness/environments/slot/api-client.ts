import { Agent, request as httpsRequest, type RequestOptions } from "node:https";
import { HarnessError } from "../../core/failure.ts";
import type { ClusterAccess } from "./cluster-access.ts";

export interface ApiAnswer {
  status: number;
  text: string;
}

export interface ApiRequest {
  method: "GET" | "POST" | "PATCH" | "DELETE";
  path: string;
  body?: string;
  /** Default `application/json`. */
  contentType?: string;
  /** More of them. */
  headers?: Record<string, string>;
}

/** Requests to the slot's API server as its administrator. Disposing closes its connections. */
export interface ApiClient extends Disposable {
  /** Rejects when the server can't be reached; any answer resolves. */
  request(request: ApiRequest): Promise<ApiAnswer>;
  /** Creates an object from YAML or JSON and gives back what the server made of it. */
  create(collection: string, body: string, contentType?: string): Promise<unknown>;
}

export function apiClient(cluster: ClusterAccess, signal: AbortSignal): ApiClient {
  const agent = new Agent({ keepAlive: true, ca: cluster.caCertificate, maxSockets: 16 });
  const send = (request: ApiRequest) =>
    sendRequest(request, {
      agent,
      signal,
      method: request.method,
      headers: {
        Authorization: `Bearer ${cluster.token}`,
        Accept: "application/json",
        "User-Agent": "fluxproof",
        ...request.headers,
        ...(request.body === undefined
          ? {}
          : { "Content-Type": request.contentType ?? "application/json" }),
      },
      url: new URL(request.path, cluster.server),
    });
  return {
    request: send,
    create: (collection, body, contentType) =>
      createObject(send, { collection, body, contentType }),
    [Symbol.dispose]: () => agent.destroy(),
  };
}

/** See `ApiClient.create`. */
async function createObject(
  send: ApiClient["request"],
  request: { collection: string; body: string; contentType: string | undefined },
): Promise<unknown> {
  const { collection, body, contentType } = request;
  const answer = await send({
    method: "POST",
    path: collection,
    body,
    ...(contentType === undefined ? {} : { contentType }),
  });
  if (answer.status === 201) return JSON.parse(answer.text);
  throw new HarnessError(
    `POST ${collection} was answered ${answer.status}, expected 201: ${answer.text.slice(0, 500)}`,
  );
}

/** Sends one request; resolves to whatever was answered. */
export function sendRequest(
  request: ApiRequest,
  { url, ...options }: RequestOptions & { url: URL },
): Promise<ApiAnswer> {
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString("utf8"),
        }),
      );
    });
    sent.on("error", reject);
    sent.end(request.body);
  });
}
