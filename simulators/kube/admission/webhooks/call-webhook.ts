import { posix } from "node:path";
import type { Clock, Random } from "../../../../harness/core/clock.ts";
import { ApiError, badRequest } from "../../model/api-error.ts";
import type { FoundResource } from "../../registry/catalog.ts";
import { makeUid } from "../../registry/identity.ts";
import type { Attributes } from "../attributes.ts";
import { convert } from "../equivalents.ts";
import { reviewRequest } from "../review-request.ts";
import { describeFailure } from "./describe-failure.ts";
import { describeResponse } from "./describe-response.ts";
import { CallFailed, rejection } from "./failure.ts";
import { type ReviewResponse, readResponse } from "./read-response.ts";
import type { Webhook } from "./webhook.ts";

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

/** Asks a webhook. @throws CallFailed when there is no answer to go by, ApiError when it refuses. */
export async function callWebhook(
  webhook: Webhook,
  {
    attributes,
    found,
    mutating,
  }: { attributes: Attributes; found: FoundResource; mutating: boolean },
  caller: Caller,
): Promise<ReviewResponse> {
  const { name, sideEffects = "" } = webhook;
  if (attributes.dryRun && !["None", "NoneOnDryRun"].includes(sideEffects)) {
    throw badRequest(`admission webhook ${JSON.stringify(name)} does not support dry run`);
  }
  const version = webhook.admissionReviewVersions?.find(
    (each) => each === "v1" || each === "v1beta1",
  );
  if (version !== "v1" && version !== "v1beta1") {
    throw new CallFailed(
      "could not create admission objects: webhook does not accept known AdmissionReview versions (v1, v1beta1)",
    );
  }
  const uid = makeUid(caller.random);
  const { object, oldObject } = attributes;
  const shown = (each: typeof object) => (each ? convert(each, attributes.found, found) : null);
  const { operation, userInfo, dryRun, options, ...about } = reviewRequest(attributes, found);
  const review = {
    kind: "AdmissionReview",
    apiVersion: `admission.k8s.io/${version}`,
    request: {
      uid,
      ...about,
      operation,
      userInfo,
      object: shown(object),
      oldObject: shown(oldObject),
      dryRun,
      options,
    },
  };
  const text = await post(webhook, JSON.stringify(review), caller);
  const response = readResponse(text, { uid, version, mutating });
  attributes.warnings.push(...(response.warnings ?? []));
  if (!response.allowed) throw rejection(name, response.status);
  return response;
}

async function post(webhook: Webhook, body: string, caller: Caller): Promise<string> {
  const { clientConfig, timeoutSeconds = 10 } = webhook;
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
    const request = new Request(url, {
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
        request,
        ...(caBundle ? { caCertificate: Buffer.from(caBundle, "base64").toString() } : {}),
        ...(connectTo ? { connectTo } : {}),
      }),
      aborted(timeout.signal),
    ]);
    const text = await Promise.race([response.text(), aborted(timeout.signal)]);
    const problem = describeResponse(response, text);
    if (problem) throw new CallFailed(`failed to call webhook: ${problem}`);
    return text;
  } catch (error) {
    if (error instanceof CallFailed || error instanceof ApiError) throw error;
    const why = timeout.signal.aborted ? "context deadline exceeded" : describeFailure(error, url);
    throw new CallFailed(`failed to call webhook: Post ${JSON.stringify(url)}: ${why}`);
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

function addressOf({ url = "", service }: Webhook["clientConfig"]): string {
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

async function placeOf({ service }: Webhook["clientConfig"], { resolveService }: Caller) {
  if (!service) return undefined;
  const { namespace, name, port = 443 } = service;
  const place = await resolveService({ namespace, name, port });
  if (!place) throw new Error(`service ${JSON.stringify(name)} not found`);
  return place;
}
