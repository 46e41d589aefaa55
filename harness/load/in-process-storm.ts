import type { Clock } from "../core/clock.ts";
import { UnsupportedError } from "../core/failure.ts";
import { type LoadPoint, type StormResult, type StormShape, wantedOf } from "./storm.ts";

/**
 * A storm sent from this process at its exact arrival times: where time is virtual, and where no other
 * program reaches the target. An error of `send` is a request without an answer.
 * @throws UnsupportedError from `send`, the signal's reason when it aborts
 */
export async function inProcessStorm({
  shape,
  send,
  clock,
  signal,
}: {
  shape: StormShape;
  /** Resolves to the status answered. */
  send(): Promise<number>;
  clock: Clock;
  signal: AbortSignal;
}): Promise<StormResult> {
  const startMs = clock.nowMs();
  const points: LoadPoint[] = [];
  const droppedAtMs: number[] = [];
  const waiting = new Set<Promise<void>>();
  let unsupported: UnsupportedError | undefined;

  const wanted = wantedOf(shape);
  for (let index = 0; index < wanted && !unsupported; index += 1) {
    const dueMs = startMs + (index * 1000) / shape.ratePerSecond;
    const aheadMs = dueMs - clock.nowMs();
    if (aheadMs > 0) await clock.sleep(aheadMs, signal);
    signal.throwIfAborted();
    if (waiting.size >= shape.waitingMax) {
      droppedAtMs.push(dueMs);
      continue;
    }
    const sent = sendOne().finally(() => waiting.delete(sent));
    waiting.add(sent);
  }
  await Promise.all(waiting);
  signal.throwIfAborted();
  if (unsupported) throw unsupported;
  points.sort((a, b) => a.atMs - b.atMs);
  return { by: "fluxproof", startMs, points, droppedAtMs };

  async function sendOne(): Promise<void> {
    const atMs = clock.nowMs();
    let status = 0;
    try {
      status = await send();
    } catch (error) {
      if (error instanceof UnsupportedError) unsupported = error;
    }
    points.push({ atMs, durationMs: clock.nowMs() - atMs, status });
  }
}
