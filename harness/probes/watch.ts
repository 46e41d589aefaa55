import type { Clock } from "../core/clock.ts";
import { HarnessError } from "../core/failure.ts";
import {
  type ClusterClient,
  collectionPath,
  type ObjectCollection,
  type WatchedObject,
} from "../environments/cluster-client.ts";

export type WatchChange = "added" | "modified" | "deleted";

/** One resource of one namespace to follow. */
export interface WatchRequest extends ObjectCollection {
  client: ClusterClient;
  clock: Clock;
  signal: AbortSignal;
  onChange(change: WatchChange, object: WatchedObject): void;
  /** The watch was cut in a way that may have hidden changes. */
  onGap(why: string): void;
}

const changes: Record<string, WatchChange> = {
  ADDED: "added",
  MODIFIED: "modified",
  DELETED: "deleted",
};

/** A watch that breaks more often than this in a row has no API server to talk to. */
const mostFailures = 60;

/**
 * Follows a resource until the signal aborts, from its state now. Takes up a broken watch where it ended;
 * where the API server no longer can (410), begins anew and reports what vanished meanwhile as deleted.
 * Resolves once the watch stands, so that nothing made later is missed.
 */
export async function watchResource(request: WatchRequest): Promise<{ ended: Promise<void> }> {
  const known = new Map<string, WatchedObject>();
  let resourceVersion: string | undefined;
  let standing: () => void = () => {};
  const stands = new Promise<void>((resolve) => {
    standing = resolve;
  });
  const ended = follow();
  await Promise.race([stands, ended]);
  return { ended };

  async function follow(): Promise<void> {
    let failures = 0;
    while (!request.signal.aborted) {
      try {
        if (resourceVersion === undefined) resourceVersion = await relist();
        standing();
        const end = await request.client.watch({
          ...request,
          resourceVersion,
          onLine(type, object) {
            failures = 0;
            resourceVersion = object.metadata.resourceVersion;
            const change = changes[type];
            if (change) take(change, object);
          },
        });
        if (end === "gone") {
          request.onGap(
            `${collectionPath(request)}: the API server no longer has resourceVersion ${resourceVersion}`,
          );
          resourceVersion = undefined;
        }
      } catch (error) {
        if (request.signal.aborted) return;
        // Not the watch failed but what takes its changes.
        if (error instanceof HarnessError) throw error;
        failures += 1;
        if (failures >= mostFailures) {
          throw new HarnessError(
            `watch of ${collectionPath(request)} failed ${failures} times in a row, last: ${(error as Error).message}`,
          );
        }
        await request.clock.sleep(250, request.signal).catch(() => {});
      }
    }
  }

  async function relist(): Promise<string> {
    const list = await request.client.list(request);
    const seen = new Set(list.items.map((object) => object.metadata.uid));
    for (const object of list.items) {
      const before = known.get(object.metadata.uid);
      if (before?.metadata.resourceVersion !== object.metadata.resourceVersion) {
        take(before ? "modified" : "added", object);
      }
    }
    for (const [uid, object] of known) if (!seen.has(uid)) take("deleted", object);
    return list.resourceVersion;
  }

  function take(change: WatchChange, object: WatchedObject): void {
    if (change === "deleted") known.delete(object.metadata.uid);
    else known.set(object.metadata.uid, object);
    request.onChange(change, object);
  }
}
