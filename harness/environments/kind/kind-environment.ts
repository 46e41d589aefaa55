import { UnsupportedError } from "../../core/failure.ts";
import type { Environment, Slot, SlotRequest } from "../environment.ts";
import { startPhases } from "../slot/phases.ts";
import { type ClusterPool, clusterPool, type StartCluster } from "./cluster-pool.ts";
import { keepEvidence } from "./evidence.ts";
import type { StartedKindCluster } from "./kind-cluster.ts";

export interface KindEnvironmentOptions {
  /** Versions of its own parts. */
  parts: Record<string, string>;
  /** Removes what killed runs left, before the first cluster is made; resolves to the names. */
  sweep(): Promise<string[]>;
  startCluster: StartCluster;
  /** Puts what all slots need, images, on a cluster. */
  prepare(cluster: StartedKindCluster): Promise<void>;
  /** Makes a slot in a cluster that is prepared. */
  startSlot(request: SlotRequest, cluster: StartedKindCluster): Promise<Slot>;
  /** Whether that failed because of what the slot before left in the cluster: another one will do. */
  isSpent(error: unknown): boolean;
}

/**
 * Environment `kind`: a slot is a cluster of containers. Scenarios that run one after another have the same
 * one, cleaned between them, unless it broke or a scenario wants a fresh one. Disposing the environment
 * removes it.
 */
export function kindEnvironment(options: KindEnvironmentOptions): Environment {
  const pool = clusterPool(options.startCluster);
  let swept: Promise<string[]> | undefined;
  return {
    name: "kind",
    parts: options.parts,
    async start(request) {
      swept ??= options.sweep();
      const names = await swept;
      if (names.length > 0) {
        const text = `removed what a killed run left: ${names.splice(0).join(", ")}`;
        request.recorder.record({ type: "note", text });
      }
      try {
        return await startIn(pool, request, options);
      } catch (error) {
        if (!options.isSpent(error)) throw error;
        const text = `${(error as Error).message} Starting in a fresh cluster.`;
        request.recorder.record({ type: "note", text });
        return await startIn(pool, { ...request, freshCluster: true }, options);
      }
    },
    async [Symbol.asyncDispose]() {
      await pool[Symbol.asyncDispose]();
    },
  };
}

async function startIn(
  pool: ClusterPool,
  request: SlotRequest,
  options: KindEnvironmentOptions,
): Promise<Slot> {
  const { clock, recorder } = request;
  const phases = startPhases(clock);
  const { cluster, made } = await pool.take(request);
  phases.done(made ? "cluster made" : "cluster of the scenario before");
  const evidence = () => keepEvidence({ cluster, ...request });
  try {
    request.onPhase?.("bringing images to the nodes");
    await options.prepare(cluster);
    phases.done("images on the nodes");
    const { label, kubernetesVersion } = cluster;
    const text = `${label}, Kubernetes ${kubernetesVersion}; milliseconds by phase`;
    phases.record(recorder, text);
    request.onPhase?.("starting the controllers");
    const slot = await options.startSlot(request, cluster);
    return {
      ...slot,
      failed: AbortSignal.any([cluster.failed, ...(slot.failed ? [slot.failed] : [])]),
      keepEvidence: evidence,
      async [Symbol.asyncDispose]() {
        let ended = false;
        try {
          await slot[Symbol.asyncDispose]();
          ended = true;
        } finally {
          // A cluster whose slot can't be ended in order is no good to the next one.
          await pool.giveBack({ cluster, keep: ended });
        }
      },
    };
  } catch (error) {
    const keep = error instanceof UnsupportedError;
    if (!keep && !request.signal.aborted && !options.isSpent(error)) await evidence();
    await pool.giveBack({ cluster, keep }).catch((failure: Error) => {
      const text = `${failure.message} The next run removes it.`;
      recorder.record({ type: "note", text });
    });
    throw cluster.failed.aborted ? cluster.failed.reason : error;
  }
}
