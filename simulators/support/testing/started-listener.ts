import { onTestFinished } from "vitest";
import type { Handler } from "../handler.ts";
import { type HttpListenerOptions, startHttpListener } from "../http-listener.ts";
import { type Transport, tlsOf } from "./transports.ts";
import { watchRequest } from "./watched-request.ts";

export async function listener(
  handler: Handler,
  options: Partial<HttpListenerOptions> & { transport?: Transport } = {},
) {
  const { transport = "http/1.1", ...rest } = options;
  const started = await startHttpListener({ handler, ...tlsOf(transport), ...rest });
  onTestFinished(() => started[Symbol.asyncDispose]());
  const get = (path: string, forMs?: number) => watchRequest(transport, started.port, path, forMs);
  return { ...started, get };
}

export const hello: Handler = async () => new Response("hello");
