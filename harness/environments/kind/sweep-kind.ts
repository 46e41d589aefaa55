import { tmpdir } from "node:os";
import { basename } from "node:path";
import type { Clock } from "../../core/clock.ts";
import {
  leftOverIn,
  markedFormat,
  marksOfThisMachine,
} from "../git-hosts/gitea/container-marks.ts";
import { sweepLeftovers } from "../process/sweep.ts";
import type { Docker } from "./docker.ts";
import type { Kind } from "./kind-program.ts";
import { sweepClusters } from "./sweep-clusters.ts";

/**
 * Removes all that killed runs in clusters left on this machine, whatever Git host they had: clusters, Gitea's
 * containers, temporary folders. Resolves to their names.
 */
export async function sweepKind(request: {
  docker: Docker;
  kind: Kind;
  cacheDir: string;
  clock: Clock;
  /** Where temporary folders are made. */
  temporaryRoot?: string;
}): Promise<string[]> {
  const { docker, clock, temporaryRoot = tmpdir() } = request;
  const clusters = await sweepClusters(request);
  const containers = await sweepContainers(docker);
  const { folders } = await sweepLeftovers({ parent: temporaryRoot, clock });
  return [...clusters, ...containers, ...folders.map((folder) => basename(folder))];
}

async function sweepContainers(docker: Docker): Promise<string[]> {
  const args = ["ps", "--all", "--filter", `label=${marksOfThisMachine()}`];
  const lines = (await docker.run([...args, "--format", markedFormat])).split("\n");
  const ids = lines.flatMap((line) => leftOverIn(line) ?? []);
  for (const id of ids) {
    // Another harness may sweep at the same time.
    await docker.run(["rm", "--force", "--volumes", id]).catch((error: Error) => {
      if (!/no such container|already in progress/i.test(error.message)) throw error;
    });
  }
  return ids.map((id) => `container ${id}`);
}
