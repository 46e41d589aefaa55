import { onTestFinished } from "vitest";
import type { Handler } from "../handler.ts";
import { type HttpListenerOptions, startHttpListener } from "../http-listener.ts";
import { getRequest, rawRequest } from "../testing/raw-request.ts";

export async function listener(handler: Handler, options: Partial<HttpListenerOptions> = {}) {
  const started = await startHttpListener({ handler, ...options });
  onTestFinished(() => started[Symbol.asyncDispose]());
  const get = (path: string, forMs = 5000) =>
    rawRequest({ port: started.port, text: getRequest(path), forMs });
  return { ...started, get };
}

export const hello: Handler = async () => new Response("hello");
