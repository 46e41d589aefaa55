import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";
import { watchResource } from "../../probes/watch.ts";
import type { WatchedObject } from "../cluster-client.ts";
import { noController } from "../refused-controller.ts";
import type { ClusterConnection } from "./cluster-connection.ts";
import type { KernelKills } from "./kernel-kills.ts";
import type { PodState } from "./pod-lives.ts";
import { type FollowedProcess, type ProcessLives, processLives } from "./process-lives.ts";

export interface FollowRequest {
  connection: Pick<ClusterConnection, "client" | "lines">;
  processes: readonly FollowedProcess[];
  /** Folder for their logs, there already. */
  logs: string;
  /** RFC 3339; what they wrote before is nobody's business here. Absent for all they have. */
  logsSince?: string;
  recorder: Recorder;
  clock: Clock;
  signal: AbortSignal;
  /** See `LivesRequest`. */
  kernelKills?: KernelKills;
  /** Told once nothing can be followed any more. */
  fail(error: unknown): void;
}

/** Controllers in Pods, followed until disposed. */
export interface FollowedPods extends AsyncDisposable {
  all: readonly ProcessLives[];
  /** @throws UsageError for a name that isn't followed. */
  find(process: string): ProcessLives;
}

/**
 * Follows the Pods of controllers: `process.start`, `process.exit` and `process.workers` are recorded as they
 * are seen, logs are kept in `NAME.log`. Resolves once nothing that begins can be missed.
 */
export async function followPods(request: FollowRequest): Promise<FollowedPods> {
  const { connection, processes, recorder, clock } = request;
  await using stack = new AsyncDisposableStack();
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, request.signal]);
  const all = processes.map((process) => stack.use(processLives({ ...request, process, signal })));
  const watches = new Set<Promise<void>>();
  stack.defer(async () => {
    ending.abort();
    await Promise.allSettled(watches);
  });
  for (const namespace of new Set(processes.map((process) => process.namespace))) {
    const { ended } = await watchResource({
      ...{ client: connection.client, apiVersion: "v1", kind: "Pod", namespace, clock, signal },
      onGap: (text) => void recorder.record({ type: "note", text }),
      onChange(change, object) {
        const pod = object as WatchedObject & PodState;
        const own = all.find(
          ({ process }) => process.namespace === namespace && selects(process, pod),
        );
        own?.take(change, pod);
      },
    });
    watches.add(
      ended.catch((error: unknown) => {
        if (!signal.aborted) request.fail(error);
      }),
    );
  }
  const whole = stack.move();
  return {
    all,
    find(name) {
      const found = all.find(({ process }) => process.name === name);
      if (found) return found;
      throw noController(
        name,
        processes.map((process) => process.name),
      );
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

function selects({ selector }: FollowedProcess, { metadata }: WatchedObject): boolean {
  return Object.entries(selector).every(([key, value]) => metadata.labels?.[key] === value);
}
