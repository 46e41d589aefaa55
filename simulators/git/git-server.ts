import type { Clock, Random } from "../../harness/core/clock.ts";
import type { AccountSpec } from "../../harness/core/scenario.ts";
import { rewriteBody } from "../support/body.ts";
import type { Handler } from "../support/handler.ts";
import { type Accounts, createAccounts } from "./accounts.ts";
import { keepAdvertisements } from "./advertisements.ts";
import { findGit } from "./git-program.ts";
import { createHttpBackend } from "./http-backend.ts";
import { createRepositories, type Repository } from "./repositories.ts";
import type { RepositoryWriter } from "./repository-writer.ts";
import { serveGit } from "./serve-git.ts";

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
}

/** @throws UsageError when git is missing or an account is ill defined. */
export async function createGitServer(options: GitServerOptions): Promise<GitServer> {
  const git = await findGit();
  const repositories = createRepositories({ ...options, git });
  const accounts = createAccounts(options.accounts);
  const backend = createHttpBackend(git, options.clock);
  const advertise = keepAdvertisements(backend.answer);

  const handle = serveGit({
    accounts,
    find: (name) => repositories.get(name),
    async answer(asked) {
      if (asked.path.file !== "git-receive-pack") return advertise(asked);
      const { repository } = asked;
      return rewriteBody(await backend.answer(asked), (chunks) => thenRenew(chunks, repository));
    },
  });

  return {
    handle,
    repositories,
    accounts,
    version: git.version,
    [Symbol.asyncDispose]: () => backend[Symbol.asyncDispose](),
  };
}

/** Passes the answer to a push on; before its end shows, the refs are known to be new. */
async function* thenRenew(chunks: AsyncIterable<Uint8Array>, repository: Repository) {
  try {
    yield* chunks;
  } finally {
    repository.generation += 1;
  }
}
