import { ownerIsDead } from "../process/owner-mark.ts";
import { listClusterFolders } from "./cluster-folder.ts";
import { removeCluster } from "./cluster-parts.ts";
import { type Docker, daemonKey } from "./docker.ts";
import type { Kind } from "./kind-program.ts";

/**
 * Removes the clusters of harnesses that were killed, and resolves to their names. One counts only if its
 * folder on this machine says so: made in this daemon, by a process that is dead for certain. Other
 * clusters, whatever they are called, stay untouched.
 */
export async function sweepClusters(request: {
  docker: Docker;
  kind: Kind;
  cacheDir: string;
}): Promise<string[]> {
  const { docker, kind, cacheDir } = request;
  const swept: string[] = [];
  for (const { folder, mark } of await listClusterFolders(cacheDir)) {
    if (mark === null || mark.daemon !== daemonKey(docker.daemon) || !ownerIsDead(mark.owner))
      continue;
    await removeCluster({ docker, kind, folder });
    swept.push(folder.name);
  }
  return swept;
}
