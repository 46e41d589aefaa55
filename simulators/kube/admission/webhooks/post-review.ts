import { posix } from "node:path";
import type { Clock, Random } from "../../../../harness/core/clock.ts";
import type { WebhookClientConfig } from "../../model/resource.ts";
import { describeFailure } from "./describe-failure.ts";
import { describeResponse } from "./describe-response.ts";

/** A call on its way to a webhook's server. */
export interface WebhookCall {
  request: Request;
  /** The certificates its server is trusted by, PEM; absent for those the machine trusts. */
  caCertificate?: string;
  /** Of a service: where it is, in place of the URL's host. */
  connectTo?: { host: string; port: number };
}

/** Rejects with an error of Node's when there is no answer. */
export type CallWebhook = (call: WebhookCall) => Promise<Response>;

/** Where a service of the cluster is to be found; undefined when it has no place. */
export type ResolveService = (service: {
  namespace: string;
  name: string;
  port: number;
}) =>
  | { host: string; port: number }
  | undefined
  | Promise<{ host: string; port: number } | undefined>;

export interface Caller {
  call: CallWebhook;
  resolveService: ResolveService;
  clock: Clock;
  random: Random;
}

/** Nothing came back, or nothing that is an answer; told in the words of client-go. */
export class NoAnswer extends Error {
  override readonly name = "NoAnswer";
}

/** Sends a webhook its review; answers the text that came back. @throws NoAnswer */
export async function postReview(request: {
  clientConfig: WebhookClientConfig;
  timeoutSeconds: number;
  body: string;
  caller: Caller;
}): Promise<string> {
  const { clientConfig, timeoutSeconds, body, caller } = request;
  const url = `${addressOf(clientConfig)}?timeout=${timeoutSeconds}s`;
  const ended = new AbortController();
  const timeout = new AbortController();
  const late = caller.clock.sleep(timeoutSeconds * 1000, ended.signal).then(
    () => timeout.abort(),
    () => undefined,
  );
  try {
    const connectTo = await placeOf(clientConfig, caller);
    const { caBundle } = clientConfig;
    const sent = new Request(url, {
      method: "POST",
      body,
      headers: {
        accept: "application/json, */*",
        "content-type": "application/json",
        "user-agent": "kube-apiserver-admission",
      },
      signal: timeout.signal,
    });
    const response = await Promise.race([
      caller.call({
        request: sent,
        ...(caBundle ? { caCertificate: Buffer.from(caBundle, "base64").toString() } : {}),
        ...(connectTo ? { connectTo } : {}),
      }),
      aborted(timeout.signal),
    ]);
    const text = await Promise.race([response.text(), aborted(timeout.signal)]);
    const problem = describeResponse(response, text);
    if (problem) throw new NoAnswer(problem);
    return text;
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    const why = timeout.signal.aborted ? "context deadline exceeded" : describeFailure(error, url);
    throw new NoAnswer(`Post ${JSON.stringify(url)}: ${why}`);
  } finally {
    ended.abort();
    await late;
  }
}

/** Rejects once the signal aborts. */
function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    if (signal.aborted) reject(signal.reason);
    else signal.addEventListener("abort", () => reject(signal.reason), { once: true });
  });
}

function addressOf({ url = "", service }: WebhookClientConfig): string {
  if (service) {
    const { namespace, name, path = "", port = 443 } = service;
    return `https://${name}.${namespace}.svc:${port}${joined(path)}`;
  }
  // The authority as it was written: a port that was given stays, even the default one.
  const [, authority = "", path = ""] = /^https:\/\/([^/?#]*)([^?#]*)/.exec(url) ?? [];
  return `https://${authority}${joined(path)}`;
}

/** A path as Go joins it: no slash twice, none at the end. */
function joined(path: string): string {
  return posix.normalize(`/${path}`).replace(/(.)\/$/, "$1");
}

async function placeOf({ service }: WebhookClientConfig, { resolveService }: Caller) {
  if (!service) return undefined;
  const { namespace, name, port = 443 } = service;
  const place = await resolveService({ namespace, name, port });
  if (!place) throw new Error(`service ${JSON.stringify(name)} not found`);
  return place;
}
