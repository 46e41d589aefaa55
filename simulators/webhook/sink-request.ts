import { createHmac } from "node:crypto";
import type { SinkEvent } from "../../harness/core/history.ts";

/** What one request to the sink says, as far as it can be read. */
export interface SinkRequest {
  inbox: string;
  signature: "valid" | "invalid" | "none";
  event?: SinkEvent;
}

/** The inbox a URL names: the first part of its path. */
export function inboxOf(url: string): string {
  return decodeURIComponent(new URL(url).pathname.split("/")[1] ?? "");
}

/**
 * Reads what notification-controller's Providers of type `generic` and `generic-hmac` post: the event
 * as the controllers send it, with `X-Signature: sha256=HEX` over the body for the latter.
 */
export function readSinkRequest(
  request: { url: string; headers: Headers; body: Uint8Array },
  tokenOf: (inbox: string) => string,
): SinkRequest {
  const inbox = inboxOf(request.url);
  const event = parseEvent(request.body);
  return {
    inbox,
    signature: checkSignature(request, tokenOf(inbox)),
    ...(event ? { event } : {}),
  };
}

function checkSignature(
  { headers, body }: { headers: Headers; body: Uint8Array },
  token: string,
): SinkRequest["signature"] {
  const given = headers.get("x-signature");
  if (given === null) return "none";
  const wanted = `sha256=${createHmac("sha256", token).update(body).digest("hex")}`;
  return given === wanted ? "valid" : "invalid";
}

interface PostedEvent {
  involvedObject?: { apiVersion?: string; kind?: string; namespace?: string; name?: string };
  severity?: string;
  reason?: string;
  message?: string;
  reportingController?: string;
  metadata?: Record<string, string> | null;
}

/** Undefined for what is no event. */
function parseEvent(body: Uint8Array): SinkEvent | undefined {
  let posted: PostedEvent;
  try {
    posted = JSON.parse(new TextDecoder().decode(body));
  } catch {
    return undefined;
  }
  const { involvedObject, severity, reason, message, reportingController } = posted ?? {};
  if (!involvedObject?.kind || !involvedObject.name || typeof message !== "string")
    return undefined;
  const revision = posted.metadata?.revision;
  return {
    severity: severity ?? "",
    reason: reason ?? "",
    message,
    involved: {
      kind: involvedObject.kind,
      namespace: involvedObject.namespace ?? "",
      name: involvedObject.name,
    },
    reporter: reportingController ?? "",
    ...(revision === undefined ? {} : { revision }),
  };
}
