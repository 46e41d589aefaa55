import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { Asked } from "../../../../../simulators/git/testing/git-servers.ts";
import { contentOnDisk } from "../../../../../simulators/git/testing/git-servers.ts";
import { wallClock } from "../../../../../simulators/support/clock.ts";
import {
  readAdvertisement,
  uploadPackRequest,
} from "../../../../../simulators/support/git-wire.ts";
import type { AccountSpec } from "../../../../core/scenario.ts";
import { defaultCacheDir } from "../../../../subjects/cache-dir.ts";
import {
  type GiteaProgram,
  isGiteaProvisioned,
  provisionGitea,
} from "../../../../subjects/gitea.ts";
import { noProgress } from "../../../../subjects/testing/no-progress.ts";
import { giteaBackend } from "../gitea-backend.ts";
import { organisation } from "../gitea-client.ts";
import { startGiteaProcess } from "../gitea-process.ts";
import { giteaSettings } from "../settings.ts";

/** Why tests on a real Gitea have to be skipped; undefined where they needn't. None builds one. */
async function reasonToSkip(): Promise<string | undefined> {
  if (process.env.FLUXPROOF_REAL !== "1") return "FLUXPROOF_REAL is not 1";
  const { missing } = await isGiteaProvisioned(defaultCacheDir());
  return missing.length === 0 ? undefined : `not provisioned: ${missing.join(", ")}`;
}

const skip = await reasonToSkip();
if (skip !== undefined) console.log(`skipped: tests on a real Gitea: ${skip}`);
export const hasGitea = skip === undefined;

let provisioned: Promise<GiteaProgram> | undefined;

/** From the cache, its digests checked once for all tests of a file. */
export function giteaProgram(): Promise<GiteaProgram> {
  provisioned ??= provisionGitea({
    cacheDir: defaultCacheDir(),
    progress: noProgress,
    signal: new AbortController().signal,
  });
  return provisioned;
}

/** A real Gitea behind its backend, asked without our listener between. */
export async function giteaServer(
  options: { accounts?: AccountSpec[]; seed?: number } = {},
): Promise<Asked> {
  const { accounts = [], seed = 1 } = options;
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-gitea-test-"));
  onTestFinished(() => rm(dir, { recursive: true, maxRetries: 5 }));
  const clock = wallClock();
  const { signal } = new AbortController();
  const onError = (error: unknown) => console.error(error);
  const gitea = await startGiteaProcess({
    ...{ program: await giteaProgram(), settings: giteaSettings() },
    ...{ dir: join(dir, "gitea"), logFile: join(dir, "gitea.log"), clock, signal, fail: onError },
  });
  const server = await giteaBackend({
    ...{ gitea, accounts, dir, seed, clock, signal, onError },
  });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const ask = (path: string, init?: RequestInit) => {
    const url = `http://git.example${path.replace(/^\/(?=.)/, `/${organisation}/`)}`;
    return server.handle(new Request(url, init), { faults: [] });
  };
  return {
    server,
    ask,
    async pack(repository, commit) {
      const headers = { "content-type": "application/x-git-upload-pack-request" };
      const init = { method: "POST", headers, body: uploadPackRequest([commit]) };
      const response = await ask(`/${repository}.git/git-upload-pack`, init);
      return new Uint8Array(await response.arrayBuffer());
    },
    async advertised(repository) {
      const response = await ask(`/${repository}.git/info/refs?service=git-upload-pack`);
      return readAdvertisement(await response.text());
    },
    content: (repository, commit) =>
      contentOnDisk(
        join(dir, "gitea", "data", "gitea-repositories", organisation, `${repository}.git`),
        commit,
      ),
  };
}
