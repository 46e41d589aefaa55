import { once } from "node:events";
import { createWriteStream } from "node:fs";
import type { Clock } from "../../../harness/core/clock.ts";
import type { ServedExchange } from "../http/serve-request.ts";
import type { User } from "../model/access.ts";

/** A log of requests, one `audit.k8s.io/v1` Event of level Metadata a line. */
export interface AuditLog extends AsyncDisposable {
  write(exchange: ServedExchange): void;
}

/** Opens the log for appending. Kubernetes' own API server writes the same fields. */
export async function openAuditLog(path: string, clock: Clock): Promise<AuditLog> {
  const stream = createWriteStream(path, { flags: "a", mode: 0o600 });
  await once(stream, "open");
  return {
    write(exchange) {
      stream.write(`${JSON.stringify(eventOf(exchange, clock))}\n`);
    },
    async [Symbol.asyncDispose]() {
      stream.end();
      await once(stream, "close");
    },
  };
}

function eventOf(
  { attributes, auditId, uri, agent, status, startedMs }: ServedExchange,
  clock: Clock,
) {
  const { verb } = attributes;
  const { impersonator } = attributes.user;
  const now = clock.epochMs();
  const time = (ms: number) => new Date(ms).toISOString().replace("Z", "000Z");
  return {
    kind: "Event",
    apiVersion: "audit.k8s.io/v1",
    level: "Metadata",
    auditID: auditId,
    stage: "ResponseComplete",
    requestURI: uri,
    verb,
    user: userOf(impersonator ?? attributes.user),
    ...(impersonator && { impersonatedUser: userOf(attributes.user) }),
    sourceIPs: ["127.0.0.1"],
    userAgent: agent,
    ...(attributes.kind === "resource" && { objectRef: referenceOf(attributes) }),
    responseStatus: { metadata: {}, code: status },
    requestReceivedTimestamp: time(now - (clock.nowMs() - startedMs)),
    stageTimestamp: time(now),
  };
}

function userOf({ name, uid, groups }: User) {
  return { username: name, ...(uid && { uid }), groups };
}

function referenceOf(attributes: Extract<ServedExchange["attributes"], { kind: "resource" }>) {
  const { resource, namespace, name, group, version, subresource } = attributes;
  return {
    resource,
    ...(namespace && { namespace }),
    ...(name && { name }),
    ...(group && { apiGroup: group }),
    apiVersion: version,
    ...(subresource && { subresource }),
  };
}
