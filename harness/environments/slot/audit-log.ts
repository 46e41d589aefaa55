import { type Tail, tailLines } from "../process/tail.ts";
import { fluxNamespace } from "./rbac.ts";

/** Controller → "verb resource" → count. */
export type RequestCounts = Record<string, Record<string, number>>;

/** What the controllers asked of the API server; see the observation `kube.requests`. */
export interface Requests {
  counts: RequestCounts;
  statusWrites: Record<string, Record<string, number>>;
}

/** Counts the controllers' API requests as kube-apiserver writes them down. */
export interface AuditCounter extends AsyncDisposable {
  /** What was added since the last call; null if nothing was. */
  take(): Promise<Requests | null>;
}

/** @param fromByte where to begin */
export function countAuditLog(path: string, fromByte = 0): AuditCounter {
  const tail: Tail = tailLines(path, fromByte);
  return {
    async take() {
      const requests: Requests = { counts: {}, statusWrites: {} };
      for (const line of await tail.read()) addRequest(requests, line);
      return Object.keys(requests.counts).length === 0 ? null : requests;
    },
    [Symbol.asyncDispose]: () => tail[Symbol.asyncDispose](),
  };
}

const userPrefix = `system:serviceaccount:${fluxNamespace}:`;

/** Lines that are no audit event of a controller are passed over. */
export function addRequest({ counts, statusWrites }: Requests, line: string): void {
  const event = parseEvent(line);
  const user = event?.user?.username;
  if (!event || !user?.startsWith(userPrefix)) return;
  const controller = user.slice(userPrefix.length);
  const { apiGroup, resource, subresource, namespace = "", name } = event.objectRef ?? {};
  // Discovery and health checks name no object.
  const what = resource ? (subresource ? `${resource}/${subresource}` : resource) : "non-resource";
  add(counts, controller, `${event.verb} ${what}`);
  if (subresource !== "status" || event.verb === "get") return;
  if (apiGroup?.endsWith(fluxGroups)) {
    add(statusWrites, controller, `${resource} ${namespace}/${name}`);
  }
}

const fluxGroups = ".toolkit.fluxcd.io";

function add(counts: RequestCounts, controller: string, key: string): void {
  counts[controller] ??= {};
  const own = counts[controller];
  own[key] = (own[key] ?? 0) + 1;
}

interface AuditEvent {
  verb?: string;
  user?: { username?: string };
  objectRef?: {
    apiGroup?: string;
    resource?: string;
    subresource?: string;
    namespace?: string;
    name?: string;
  };
}

function parseEvent(line: string): AuditEvent | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
