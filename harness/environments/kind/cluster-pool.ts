import { join } from "node:path";
import type { SlotRequest } from "../environment.ts";
import type { StartedKindCluster, StartRequest } from "./kind-cluster.ts";

export type StartCluster = (request: StartRequest) => Promise<StartedKindCluster>;

/** The clusters of one environment; disposing it removes all of them. */
export interface ClusterPool extends AsyncDisposable {
  /** A cluster that nobody uses and that is whole, or a new one. */
  take(
    request: Pick<SlotRequest, "signal" | "dir" | "freshCluster" | "onPhase">,
  ): Promise<{ cluster: StartedKindCluster; made: boolean }>;
  /** The end of its use: it is there for the next one if `keep` is set and it is whole, else it is removed. */
  giveBack(request: { cluster: StartedKindCluster; keep: boolean }): Promise<void>;
}

export function clusterPool(start: StartCluster): ClusterPool {
  const all = new Set<StartedKindCluster>();
  let idle: StartedKindCluster[] = [];
  const remove = async (cluster: StartedKindCluster) => {
    idle = idle.filter((each) => each !== cluster);
    // Off the list whatever comes of it: the next run sweeps what could not be removed.
    all.delete(cluster);
    await cluster[Symbol.asyncDispose]();
  };
  return {
    async take({ signal, dir, freshCluster = false, onPhase }) {
      const gone = idle.filter(({ failed }) => freshCluster || failed.aborted);
      if (gone.length > 0) onPhase?.("removing the cluster of the scenario before");
      for (const each of gone) await remove(each);
      const kept = idle.pop();
      if (kept) return { cluster: kept, made: false };
      const cluster = await start({ signal, onPhase, logs: join(dir, "logs") });
      all.add(cluster);
      return { cluster, made: true };
    },
    async giveBack({ cluster, keep }) {
      if (keep && !cluster.failed.aborted) idle.push(cluster);
      else await remove(cluster);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...all].map(remove));
    },
  };
}
