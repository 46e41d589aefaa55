import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import type { AccountSpec } from "../../../harness/core/scenario.ts";
import { wallClock } from "../../support/clock.ts";
import { readAdvertisement, readModelPack, uploadPackRequest } from "../../support/git-wire.ts";
import { seededRandom } from "../../support/random.ts";
import type { Accounts } from "../accounts.ts";
import { createGitModel } from "../git-model.ts";
import { findGit, runGit } from "../git-program.ts";
import { createGitServer, type GitServer } from "../git-server.ts";
import type { Webhook } from "../webhooks.ts";

export const kinds = ["real git", "the model"] as const;
export type Kind = (typeof kinds)[number];

/** What the contract asks of a Git server: all that stands behind a Git host, and tags. */
export interface AskedServer extends Pick<GitServer, "handle" | "repositories"> {
  accounts: Pick<Accounts, "credentials"> & {
    expire(account: string): void | Promise<void>;
    rotate(account: string): void | Promise<void>;
  };
  webhooks: { add(webhook: Webhook): void | Promise<void> };
}

export interface Asked {
  server: AskedServer;
  ask(path: string, init?: RequestInit): Promise<Response>;
  advertised(repository: string): Promise<ReturnType<typeof readAdvertisement>>;
  /** Bytes of the answer to a request for one commit. */
  pack(repository: string, commit: string): Promise<Uint8Array>;
  /** Text by path, of the files that weren't generated; and how many were. */
  content(repository: string, commit: string): Promise<Content>;
}

interface Content {
  files: Record<string, string>;
  generated: number;
}

/** A Git host of either kind, asked without a network between. */
export async function gitServer(
  kind: Kind,
  options: { accounts?: AccountSpec[]; seed?: number } = {},
): Promise<Asked> {
  const { accounts = [], seed = 1 } = options;
  const common = { accounts, clock: wallClock(), random: seededRandom(seed) };
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-git-server-"));
  onTestFinished(() => rm(dir, { recursive: true }));
  const server =
    kind === "the model" ? createGitModel(common) : await createGitServer({ ...common, dir });
  onTestFinished(() => server[Symbol.asyncDispose]());
  const ask = (path: string, init?: RequestInit) =>
    server.handle(new Request(`http://git.example${path}`, init), { faults: [] });
  const pack = async (repository: string, commit: string) => {
    const headers = { "content-type": "application/x-git-upload-pack-request" };
    const body = uploadPackRequest([commit]);
    const response = await ask(`/${repository}.git/git-upload-pack`, {
      ...{ method: "POST", headers, body },
    });
    return new Uint8Array(await response.arrayBuffer());
  };
  return {
    server,
    ask,
    pack,
    async advertised(repository) {
      const response = await ask(`/${repository}.git/info/refs?service=git-upload-pack`);
      return readAdvertisement(await response.text());
    },
    async content(repository, commit) {
      if (kind === "real git") return contentOnDisk(join(dir, `${repository}.git`), commit);
      const bytes = await pack(repository, commit);
      const { files, unread } = await readModelPack(
        (async function* () {
          yield bytes;
        })(),
      );
      return { files, generated: unread.files };
    },
  };
}

/** What a bare repository on disk holds. */
export async function contentOnDisk(folder: string, commit: string): Promise<Content> {
  const git = await findGit();
  const run = (...args: string[]) => runGit({ git, folder, args });
  const listed = await run("ls-tree", "-r", "-z", "--name-only", commit);
  const content: Content = { files: {}, generated: 0 };
  for (const path of listed.split("\0").filter((each) => each !== "")) {
    const text = await run("show", `${commit}:${path}`);
    const isGenerated = /^content\/\d+\/\d+\/\d+\.txt$/.test(path) && !text.startsWith("mine");
    if (isGenerated) content.generated += 1;
    else content.files[path] = text;
  }
  return content;
}
