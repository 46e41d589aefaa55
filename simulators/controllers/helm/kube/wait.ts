import { isNotFound, statusOf } from "../../runtime/controller-api.ts";
import { goDuration } from "../../runtime/duration.ts";
import type { HelmKube } from "./helm-kube.ts";
import { isReady } from "./readiness.ts";
import type { Resource } from "./resources.ts";

const pollMs = 2_000;
const retriesMax = 30;

/**
 * Polls until all of a release is ready by Helm's rules, one after the other.
 * @throws an error in Go's words when the time is over.
 */
export async function waitUntilReady(
  kube: HelmKube,
  resources: readonly Resource[],
  timeoutMs: number,
): Promise<void> {
  const { log } = kube;
  if (kube.process.has("workloads-not-awaited")) return;
  const time = goDuration(timeoutMs);
  log.write(`beginning wait for ${resources.length} resources with timeout of ${time}`);
  const failures = new Map<Resource, number>();
  const startedMs = kube.process.clock.nowMs();
  const elapsed = () => `${Math.round((kube.process.clock.nowMs() - startedMs) / 1000)}s`;
  try {
    await poll(kube, timeoutMs, async () => {
      for (const resource of resources) {
        try {
          if (!(await isReady(kube, resource))) return false;
          failures.delete(resource);
        } catch (error) {
          const count = (failures.get(resource) ?? 0) + 1;
          failures.set(resource, count);
          if (!isRetried(error) || count > retriesMax) throw error;
          return false;
        }
      }
      return true;
    });
    log.write(`wait for resources succeeded within ${elapsed()}`);
  } catch (error) {
    log.write(`wait for resources failed after ${elapsed()}: ${(error as Error).message}`);
    throw error;
  }
}

/** Polls until all of them are gone. */
export async function waitUntilGone(
  kube: HelmKube,
  resources: readonly Resource[],
  timeoutMs: number,
): Promise<void> {
  const { signal } = kube.process;
  await poll(kube, timeoutMs, async () => {
    for (const { path } of resources) {
      try {
        await kube.api.get(path, { signal });
        return false;
      } catch (error) {
        if (!isNotFound(error)) throw error;
      }
    }
    return true;
  });
}

async function poll(
  { process: { clock, signal } }: HelmKube,
  timeoutMs: number,
  holds: () => Promise<boolean>,
): Promise<void> {
  const endMs = clock.nowMs() + timeoutMs;
  for (let dueMs = clock.nowMs() + pollMs; ; dueMs += pollMs) {
    if (await holds()) return;
    signal.throwIfAborted();
    await clock.sleep(Math.min(dueMs, endMs) - clock.nowMs(), signal);
    if (clock.nowMs() >= endMs) throw new Error("context deadline exceeded");
  }
}

/** What isn't the server's answer is, and what says that it is overloaded. */
function isRetried(error: unknown): boolean {
  const code = statusOf(error)?.code;
  return code === undefined || code === 429 || (code >= 500 && code !== 501);
}
