import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { Readable } from "node:stream";
import type { Fetch } from "./transport.ts";

/**
 * A fetch that trusts a certificate authority of our own, which the built-in one can't be told to.
 * Disposing it closes idle connections; those with an answer under way end with it.
 */
export function httpsFetch(caCertificate: string | undefined): { fetch: Fetch } & Disposable {
  const https = new HttpsAgent({
    keepAlive: true,
    ...(caCertificate === undefined ? {} : { ca: caCertificate }),
  });
  const http = new HttpAgent({ keepAlive: true });
  return {
    async fetch(request) {
      const body = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
      const url = new URL(request.url);
      const options = {
        method: request.method,
        // A body of known length needs no chunks, which some servers refuse in DELETE.
        headers: {
          ...Object.fromEntries(request.headers),
          ...(body ? { "content-length": body.byteLength } : {}),
        },
        signal: request.signal,
      };
      const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
      const sent =
        url.protocol === "http:"
          ? httpRequest(url, { ...options, agent: http }, resolve)
          : httpsRequest(url, { ...options, agent: https }, resolve);
      sent.on("error", reject).end(body);
      return toResponse(await promise);
    },
    [Symbol.dispose]() {
      https.destroy();
      http.destroy();
    },
  };
}

function toResponse(incoming: IncomingMessage): Response {
  const headers = new Headers();
  for (const [name, values] of Object.entries(incoming.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const status = incoming.statusCode ?? 500;
  // Statuses without a body may not be given one.
  const bodiless = [204, 205, 304].includes(status);
  if (bodiless) incoming.resume();
  return new Response(bodiless ? null : (Readable.toWeb(incoming) as ReadableStream<Uint8Array>), {
    status,
    headers,
  });
}
