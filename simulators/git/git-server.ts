import type { Clock, Random } from "../../harness/core/clock.ts";
import type { AccountSpec } from "../../harness/core/scenario.ts";
import { rewriteBody } from "../support/body.ts";
import type { Handler } from "../support/handler.ts";
import { type Accounts, createAccounts } from "./accounts.ts";
import { keepAdvertisements } from "./advertisements.ts";
import { findGit } from "./git-program.ts";
import { type BackendRequest, createHttpBackend } from "./http-backend.ts";
import { createRepositories, type Repositories, type Repository } from "./repositories.ts";
import { parseGitRequest } from "./request-path.ts";

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
  repositories: Repositories;
  accounts: Accounts;
  /** Of git. */
  version: string;
}

/** @throws UsageError when git is missing or an account is ill defined. */
export async function createGitServer(options: GitServerOptions): Promise<GitServer> {
  const git = await findGit();
  const repositories = createRepositories({ ...options, git });
  const accounts = createAccounts(options.accounts);
  const backend = createHttpBackend(git, options.clock);
  const advertise = keepAdvertisements(backend.answer);

  const handle: Handler = async (request, context) => {
    const path = parseGitRequest(request.url);
    const repository = path && repositories.get(path.repository);
    const identity = accounts.identify(request);
    if ("who" in identity && identity.who !== undefined) context.account = identity.who;
    if (!path || !repository) return plain(404, "repository not found");
    if (identity.kind === "rejected") return unauthorized("the credentials were not accepted");
    const owners = accounts.owners(repository.name);
    const account = identity.kind === "account" ? identity.who : undefined;
    if (account === undefined && (owners.length > 0 || path.pushes)) {
      return unauthorized("authentication required");
    }
    if (account !== undefined && owners.length > 0 && !owners.includes(account)) {
      return plain(403, `${account} has no access to this repository`);
    }
    const who = account === undefined ? {} : { account };
    const asked: BackendRequest = { request, repository, path, ...who };
    if (path.file !== "git-receive-pack") return advertise(asked);
    return rewriteBody(await backend.answer(asked), (chunks) => thenRenew(chunks, repository));
  };

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

const plain = (status: number, text: string, headers: Record<string, string> = {}) =>
  new Response(`${text}\n`, {
    status,
    headers: { "content-type": "text/plain; charset=utf-8", ...headers },
  });

const unauthorized = (text: string) =>
  plain(401, text, { "www-authenticate": 'Basic realm="simulated Git host"' });
