import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP } from "node:net";
import { Readable } from "node:stream";
import type { CallWebhook } from "./post-review.ts";

/** Calls over the network: TLS, held to the certificates of the configuration. */
export const httpsCall: CallWebhook = async ({ request, caCertificate, connectTo }) => {
  const body = Buffer.from(await request.arrayBuffer());
  const url = new URL(request.url);
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const sent = httpsRequest(
    url,
    {
      method: request.method,
      headers: { ...Object.fromEntries(request.headers), "content-length": body.byteLength },
      signal: request.signal,
      // A connection a call: certificates may change between two of them.
      agent: false,
      ...(caCertificate === undefined ? {} : { ca: caCertificate }),
      // Go trusts whatever certificate it is given, an intermediate's or the server's own too.
      allowPartialTrustChain: true,
      ...(connectTo ?? {}),
      ...(isIP(url.hostname) ? {} : { servername: url.hostname }),
    },
    resolve,
  );
  sent.on("error", reject).end(body);
  const answer = await promise;
  const headers = new Headers();
  for (const [name, values] of Object.entries(answer.headersDistinct)) {
    for (const value of values ?? []) headers.append(name, value);
  }
  const status = answer.statusCode ?? 500;
  const bodiless = [204, 205, 304].includes(status);
  if (bodiless) answer.resume();
  const stream = bodiless ? null : (Readable.toWeb(answer) as ReadableStream<Uint8Array>);
  return new Response(stream, { status, headers });
};
