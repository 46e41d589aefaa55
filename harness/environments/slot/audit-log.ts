import { type Tail, tailLines } from "../process/tail.ts";
import { fluxNamespace } from "./rbac.ts";

/** Controller → "verb resource" → count. */
export type RequestCounts = Record<string, Record<string, number>>;

/** Counts the controllers' API requests as kube-apiserver writes them down. */
export interface AuditCounter extends AsyncDisposable {
  /** What was added since the last call; null if nothing was. */
  take(): Promise<RequestCounts | null>;
}

export function countAuditLog(path: string): AuditCounter {
  const tail: Tail = tailLines(path);
  return {
    async take() {
      const counts: RequestCounts = {};
      for (const line of await tail.read()) addRequest(counts, line);
      return Object.keys(counts).length === 0 ? null : counts;
    },
    [Symbol.asyncDispose]: () => tail[Symbol.asyncDispose](),
  };
}

const userPrefix = `system:serviceaccount:${fluxNamespace}:`;

/** Lines that are no audit event of a controller are passed over. */
export function addRequest(counts: RequestCounts, line: string): void {
  const event = parseEvent(line);
  const user = event?.user?.username;
  if (!event || !user?.startsWith(userPrefix)) return;
  const controller = user.slice(userPrefix.length);
  const { resource, subresource } = event.objectRef ?? {};
  // Discovery and health checks name no object.
  const what = resource ? (subresource ? `${resource}/${subresource}` : resource) : "non-resource";
  const key = `${event.verb} ${what}`;
  counts[controller] ??= {};
  const own = counts[controller];
  own[key] = (own[key] ?? 0) + 1;
}

interface AuditEvent {
  verb?: string;
  user?: { username?: string };
  objectRef?: { resource?: string; subresource?: string };
}

function parseEvent(line: string): AuditEvent | null {
  try {
    const value: unknown = JSON.parse(line);
    return typeof value === "object" ? value : null;
  } catch {
    return null;
  }
}
