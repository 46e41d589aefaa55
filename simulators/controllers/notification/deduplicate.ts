import type { ControllerProcess } from "../runtime/controller-process.ts";
import { type FluxEvent, metadataKey } from "./flux-event.ts";

/** `--rate-limit-interval` */
const intervalMs = 300_000;

interface Bucket {
  startMs: number;
  /** Intervals since the start, at the last event let through. */
  tick: number;
}

/**
 * Lets an event through once in each five minutes since it was first seen: what equals it in object,
 * message and revision meanwhile is a duplicate. Nothing is ever forgotten, for the real one begins to
 * after twelve hours.
 */
export function deduplicator(process: ControllerProcess): (event: FluxEvent) => boolean {
  const { clock } = process;
  const buckets = new Map<string, Bucket>();
  return (event) => {
    if (process.has("no-deduplication")) return true;
    const key = keyOf(event, process);
    const nowMs = clock.nowMs();
    const bucket = buckets.get(key);
    if (!bucket) {
      buckets.set(key, { startMs: nowMs, tick: 0 });
      return true;
    }
    const tick = Math.floor((nowMs - bucket.startMs) / intervalMs);
    const isNew = tick > bucket.tick;
    bucket.tick = tick;
    return isNew;
  };
}

function keyOf(event: FluxEvent, process: ControllerProcess): string {
  const { name, namespace, kind } = event.involvedObject;
  const metadata = (key: string) => event.metadata?.[metadataKey(event, key)];
  const revisions = process.has("deduplication-forgets-revision")
    ? []
    : [metadata("originRevision"), metadata("revision")];
  const time = process.has("deduplication-key-with-time") ? [event.timestamp] : [];
  const parts = [name, namespace, kind, event.message, ...revisions, metadata("token"), ...time];
  return JSON.stringify(parts);
}
