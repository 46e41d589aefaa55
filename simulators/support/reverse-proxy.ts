import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { pipeline } from "node:stream/promises";
import { ConnectionCut, type Handler } from "./handler.ts";

export interface ReverseProxyOptions {
  /** `http://127.0.0.1:3000`, or `https:`; a path in it is put before the request's path. */
  baseUrl: string;
  /** PEM, for `https:` servers with a certificate authority of their own. */
  caCertificate?: string;
}

/** Headers that belong to one connection, RFC 9110 section 7.6.1. */
const hopByHop = new Set([
  ...["connection", "keep-alive", "proxy-authenticate", "proxy-authorization", "te"],
  ...["trailer", "transfer-encoding", "upgrade", "expect"],
]);

/**
 * A handler that passes every request on to a real server and streams the answer back, byte for byte.
 * A server that can't be reached is answered 502; one that breaks off cuts our connection too.
 */
export function reverseProxy(options: ReverseProxyOptions): Handler & Disposable {
  const base = new URL(options.baseUrl);
  const secure = base.protocol === "https:";
  const send = secure ? httpsRequest : httpRequest;
  const agent = secure
    ? new HttpsAgent({
        keepAlive: true,
        ...(options.caCertificate ? { ca: options.caCertificate } : {}),
      })
    : new HttpAgent({ keepAlive: true });

  const handle: Handler = async (request) => {
    const { pathname, search } = new URL(request.url);
    const upstream = send(base.origin, {
      agent,
      method: request.method,
      path: base.pathname.replace(/\/$/, "") + pathname + search,
      headers: forwardable(request.headers),
      signal: request.signal,
    });
    const answered = new Promise<IncomingMessage>((resolve, reject) => {
      upstream.on("response", resolve).on("error", reject);
    });
    if (request.body) {
      // The answer may come, or the connection break, before the body is sent: `answered` tells.
      pipeline(request.body, upstream).catch((error) => upstream.destroy(error));
    } else upstream.end();
    let answer: IncomingMessage;
    try {
      answer = await answered;
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason;
      const because = error instanceof Error ? error.message : String(error);
      return new Response(`no answer from ${base.origin}: ${because}\n`, { status: 502 });
    }
    return responseOf(answer);
  };
  return Object.assign(handle, { [Symbol.dispose]: () => agent.destroy() });
}

function forwardable(headers: Headers): Record<string, string> {
  return Object.fromEntries([...headers].filter(([name]) => !hopByHop.has(name)));
}

function responseOf(answer: IncomingMessage): Response {
  const headers = new Headers();
  for (let at = 0; at + 1 < answer.rawHeaders.length; at += 2) {
    const name = answer.rawHeaders[at]?.toLowerCase() ?? "";
    if (!hopByHop.has(name)) headers.append(name, answer.rawHeaders[at + 1] ?? "");
  }
  const status = answer.statusCode ?? 502;
  const bodiless = status === 204 || status === 205 || status === 304;
  if (bodiless) answer.resume();
  const body = bodiless ? null : ReadableStream.from(chunksOf(answer));
  return new Response(body, { status, statusText: answer.statusMessage ?? "", headers });
}

async function* chunksOf(answer: IncomingMessage): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of answer) yield chunk;
  } catch (error) {
    const because = error instanceof Error ? error.message : String(error);
    throw new ConnectionCut("close", `the server behind the proxy broke off: ${because}`);
  }
}
