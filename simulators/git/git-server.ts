import type { Clock, Random } from "../../harness/core/clock.ts";
import type { AccountSpec } from "../../harness/core/scenario.ts";
import { rewriteBody } from "../support/body.ts";
import type { Handler } from "../support/handler.ts";
import { type Accounts, createAccounts } from "./accounts.ts";
import { keepAdvertisements } from "./advertisements.ts";
import { findGit, type GitProgram, runGit } from "./git-program.ts";
import { createHttpBackend } from "./http-backend.ts";
import { createRepositories, type Repository } from "./repositories.ts";
import type { RepositoryWriter } from "./repository-writer.ts";
import { type GitAsked, serveGit } from "./serve-git.ts";
import { createWebhooks, type Webhooks } from "./webhooks.ts";

export interface GitServerOptions {
  /** An existing folder for the repositories. */
  dir: string;
  accounts: AccountSpec[];
  clock: Clock;
  random: Random;
  signal?: AbortSignal;
}

/** A Git host without its network: repositories, accounts and smart HTTP as a handler. */
export interface GitServer extends AsyncDisposable {
  handle: Handler;
  repositories: RepositoryWriter;
  accounts: Accounts;
  /** Of git, or `model`. */
  version: string;
  webhooks: Pick<Webhooks, "add">;
}

/** @throws UsageError when git is missing or an account is ill defined. */
export async function createGitServer(options: GitServerOptions): Promise<GitServer> {
  const git = await findGit();
  const webhooks = createWebhooks(options.random.fork("webhooks"));
  const repositories = createRepositories({ ...options, git, moved: webhooks.moved });
  const accounts = createAccounts(options.accounts);
  const backend = createHttpBackend(git, options.clock);
  const advertise = keepAdvertisements(backend.answer);

  const handle = serveGit({
    accounts,
    find: (name) => repositories.get(name),
    async answer(asked) {
      if (asked.path.file !== "git-receive-pack") return advertise(asked);
      const told = await movesOf(asked, { git, webhooks });
      return rewriteBody(await backend.answer(asked), (chunks) => thenRenew(chunks, asked, told));
    },
  });

  return {
    handle,
    repositories,
    accounts,
    webhooks,
    version: git.version,
    async [Symbol.asyncDispose]() {
      await backend[Symbol.asyncDispose]();
      await webhooks[Symbol.asyncDispose]();
    },
  };
}

/** Passes the answer to a push on; before its end shows, the refs are known to be new. */
async function* thenRenew(
  chunks: AsyncIterable<Uint8Array>,
  { repository }: GitAsked<Repository>,
  tell: () => Promise<void>,
) {
  try {
    yield* chunks;
  } finally {
    repository.generation += 1;
    await tell();
  }
}

/** Looks at the refs before a push, and once it is over again, to tell webhooks which of them moved. */
async function movesOf(
  { repository, account = "" }: GitAsked<Repository>,
  { git, webhooks }: { git: GitProgram; webhooks: Webhooks },
): Promise<() => Promise<void>> {
  const { name, folder } = repository;
  if (!webhooks.has(name)) return async () => {};
  const before = await refsIn(git, folder);
  return async () => {
    const after = await refsIn(git, folder);
    for (const ref of new Set([...before.keys(), ...after.keys()])) {
      const [old = null, now = null] = [before.get(ref), after.get(ref)];
      if (old === now) continue;
      webhooks.moved({ repository: name, ref, before: old, after: now, pusher: account });
    }
  };
}

async function refsIn(git: GitProgram, folder: string): Promise<Map<string, string>> {
  const args = ["for-each-ref", "--format=%(refname) %(objectname)"];
  const lines = (await runGit({ git, folder, args })).trim().split("\n");
  return new Map(lines.map((line) => line.split(" ") as [string, string]));
}
