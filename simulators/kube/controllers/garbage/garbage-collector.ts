import type { ControllerContext } from "../controller.ts";
import { workQueue } from "../work-queue.ts";
import { collector } from "./collect.ts";
import { warnOfForeignOwner } from "./foreign-owner-event.ts";
import { kinds as kindsOf } from "./kinds.ts";
import { monitors as startMonitors } from "./monitors.ts";
import { type GraphNode, orphanFinalizer, ownershipGraph } from "./ownership-graph.ts";
import { writeMetadata } from "./write-metadata.ts";

/** As kube-controller-manager: how often it asks which resources are served. */
export const resyncMs = 30_000;
const firstSyncMsMax = 30_000;
const workers = 20;

/**
 * Deletes what lost all its owners, and sees deletions in the foreground and those that orphan
 * through to their end.
 */
export function startGarbageCollector(
  context: ControllerContext,
  options: { resyncMs?: number } = {},
): AsyncDisposable {
  const { client, clock, onError } = context;
  const every = options.resyncMs ?? resyncMs;
  const kinds = kindsOf(client);
  const graph = ownershipGraph({
    onSuspect: (uid) => deletions.add(uid),
    onOrphan: (uid) => orphans.add(uid),
    onForeignOwner: (node, owner) => void warnOfForeignOwner(context, node, owner).catch(onError),
  });
  const collect = collector({ client, kinds, graph, suspect: (uid) => deletions.add(uid) });
  const write = writeMetadata(client, kinds);
  const stack = new AsyncDisposableStack();
  const deletions = stack.use(workQueue({ ...context, workers, work: collect }));
  const orphans = stack.use(workQueue({ ...context, workers, work: orphan }));
  const monitors = stack.use(
    startMonitors({
      client,
      onError,
      onChange: (change, resource) => graph.take(change, resource),
    }),
  );
  const leaving = new AbortController();
  const ended = run(leaving.signal);
  stack.defer(async () => {
    leaving.abort();
    await ended;
  });
  return stack;

  async function run(signal: AbortSignal): Promise<void> {
    const pause = (ms: number) => clock.sleep(ms, signal).catch(() => {});
    let started = false;
    while (!signal.aborted) {
      try {
        await monitors.align(await kinds.refresh());
        if (!started) {
          const waiting = new AbortController();
          const limit = clock.sleep(firstSyncMsMax, AbortSignal.any([signal, waiting.signal]));
          await Promise.race([monitors.synced(), limit]).catch(() => {});
          waiting.abort();
          limit.catch(() => {});
          for (const queue of [deletions, orphans]) queue.start();
          started = true;
        }
      } catch (error) {
        if (!signal.aborted) onError(error);
        // Nothing is collected until it knows what there is.
        if (!started) {
          await pause(1_000);
          continue;
        }
      }
      await pause(every);
    }
  }

  async function orphan(uid: string): Promise<undefined> {
    const owner = graph.get(uid);
    if (!owner) return;
    const release = (node: GraphNode) =>
      write.ownerReferences(node, (owners) => owners.filter((each) => each.uid !== uid));
    await Promise.all(graph.dependentsOf(uid).map(release));
    await write.withoutFinalizer(owner, orphanFinalizer);
  }
}
