import { mkdir, readdir, symlink } from "node:fs/promises";
import { join } from "node:path";
import { giteaImage } from "../../ci/images/gitea/gitea-image.ts";
import { nodeImage } from "../../ci/images/node/node-image.ts";
import { runProgram } from "../../ci/images/run-program.ts";
import type { Clock } from "../../harness/core/clock.ts";
import { wallClock } from "../../harness/environments/wall-clock.ts";
import { defaultCacheDir, makeCacheFolder } from "../../harness/subjects/cache-dir.ts";

/** Where the runs pass: their folders, and the Docker that they use. */
export interface Surroundings extends AsyncDisposable {
  clock: Clock;
  /** For their run directories. */
  root: string;
  /** Their folder for temporary files, of nobody else. */
  temporary: string;
  /** Where clusters have their folders: in a cache of the bench's own, which shares all else with the user's. */
  clusters: string;
  env: NodeJS.ProcessEnv;
  images: { node: string; gitea: string };
  /** What a command begins with so that it runs where its Docker publishes ports. */
  prefix: string[];
  /** Resolves to what docker wrote. */
  docker(...args: string[]): Promise<string>;
  /** Kills the daemon, where it is ours. */
  killDocker?(): Promise<void>;
  restartDocker?(): Promise<void>;
}

/** The Docker that answers. */
export async function givenDocker(root: string): Promise<Surroundings> {
  return await surroundings({ root });
}

export async function surroundings(request: {
  root: string;
  env?: Record<string, string>;
  prefix?: string[];
}): Promise<Surroundings> {
  const { root, prefix = [] } = request;
  const temporary = join(root, "tmp");
  await mkdir(temporary, { recursive: true });
  const { FLUXPROOF_NODE_IMAGE: node = nodeImage, FLUXPROOF_GITEA_IMAGE: gitea = giteaImage } =
    process.env;
  const cache = await makeCache(join(root, "cache"));
  const env = {
    ...process.env,
    ...request.env,
    ...{ TMPDIR: temporary, FLUXPROOF_CACHE: cache },
  };
  return {
    clock: wallClock(),
    ...{ root, temporary, env, prefix },
    clusters: await makeCacheFolder(cache, "clusters"),
    images: { node, gitea },
    docker: async (...args) => (await runProgram({ program: "docker", args, env })).trim(),
    async [Symbol.asyncDispose]() {},
  };
}

async function makeCache(folder: string): Promise<string> {
  const users = defaultCacheDir();
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(users)) {
    if (name !== "clusters") await symlink(join(users, name), join(folder, name));
  }
  return folder;
}
