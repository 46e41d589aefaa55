import type { Clock, Random } from "../../../../harness/core/clock.ts";
import { findGit, type GitProgram, runGit } from "../../../../simulators/git/git-program.ts";
import { createRepositories, type Repository } from "../../../../simulators/git/repositories.ts";
import {
  noRepository,
  type RepositoryChange,
  type RepositoryWriter,
} from "../../../../simulators/git/repository-writer.ts";
import { readAdvertisement } from "../../../../simulators/support/git-wire.ts";
import { HarnessError, PushRefusedError } from "../../../core/failure.ts";
import type { GiteaAccounts } from "./gitea-accounts.ts";
import { type GiteaClient, organisation } from "./gitea-client.ts";
import type { RefGate } from "./ref-gate.ts";
import { adminName, type RunningGitea } from "./running-gitea.ts";

/**
 * Writes Gitea's repositories as an administrator with a clone of each: commits are made in the clone, so that
 * content and hashes are those of the simulated Git host for the same seed, and pushed.
 */
export async function createGiteaRepositories(options: {
  gitea: RunningGitea;
  client: GiteaClient;
  accounts: GiteaAccounts;
  /** An existing folder for the clones. */
  dir: string;
  gate: RefGate;
  clock: Clock;
  random: Random;
  signal: AbortSignal;
}): Promise<RepositoryWriter> {
  const { gitea, client, accounts, clock, signal } = options;
  const git = authorised(await findGit(), gitea);
  const clones = createRepositories({ ...options, git });
  const turns = new Map<string, Promise<unknown>>();
  /** What branches were at when they were pushed from here, by repository and ref. */
  const heads = new Map<string, string>();

  const urlOf = (name: string) => `${gitea.origin}/${organisation}/${name}.git`;
  const inClone = ({ folder }: Repository, args: string[]) => runGit({ git, folder, args, signal });

  function cloneOf(name: string): Repository {
    const clone = clones.get(name);
    if (!clone) throw noRepository(name);
    return clone;
  }

  /** Each repository's changes follow one another. */
  function inTurn<T>(name: string, make: () => Promise<T>): Promise<T> {
    const made = (turns.get(name) ?? Promise.resolve()).then(make);
    turns.set(
      name,
      made.catch(() => {}),
    );
    return made;
  }

  /** Resolves to the branch's head in Gitea, once the clone has it, too: others push as well. */
  async function catchUp(clone: Repository, branch: string): Promise<string | null> {
    const ref = `refs/heads/${branch}`;
    const head = (await refsOf({ gitea, name: clone.name, signal })).get(ref) ?? null;
    if (head === (heads.get(`${clone.name} ${ref}`) ?? null)) return head;
    if (head === null) await inClone(clone, ["update-ref", "-d", ref]);
    else await inClone(clone, ["fetch", "--quiet", "--force", urlOf(clone.name), `${ref}:${ref}`]);
    return head;
  }

  async function push(clone: Repository, ...refs: string[]): Promise<void> {
    try {
      await inClone(clone, ["push", "--quiet", "--force", urlOf(clone.name), ...refs]);
    } catch (error) {
      const because = refusalIn(error as Error);
      throw because === undefined ? error : new PushRefusedError(clone.name, because);
    }
  }

  return {
    async create(request) {
      const { name, branch } = request;
      await clones.create(request);
      const isPrivate = accounts.owners(name).length > 0;
      await client.ask(`create repository ${name}`, (api) =>
        api.orgs.createOrgRepo(organisation, {
          ...{ name, private: isPrivate, default_branch: branch, auto_init: false },
        }),
      );
      await accounts.admit(name);
      const ref = `refs/heads/${branch}`;
      const clone = cloneOf(name);
      const head = (await inClone(clone, ["for-each-ref", "--format=%(objectname)", ref])).trim();
      if (head === "") return;
      await push(clone, ref);
      heads.set(`${name} ${ref}`, head);
    },
    async commit(change: RepositoryChange) {
      const clone = cloneOf(change.repository);
      return inTurn(clone.name, async () => {
        const previous = await catchUp(clone, change.branch);
        const { commit } = await clones.commit(change);
        const ref = `refs/heads/${change.branch}`;
        try {
          await options.gate.write(clone.name, () => push(clone, ref));
        } catch (error) {
          await inClone(clone, ["update-ref", ...(previous ? [ref, previous] : ["-d", ref])]);
          throw error;
        }
        heads.set(`${clone.name} ${ref}`, commit);
        return { commit, previous, pushedAtMs: clock.nowMs() };
      });
    },
    async protect({ repository, branch }) {
      cloneOf(repository);
      await client.ask(`protect ${branch} of ${repository}`, (api) =>
        api.repos.repoCreateBranchProtection(organisation, repository, {
          ...{ rule_name: branch, enable_push: true, enable_force_push: false },
        }),
      );
    },
    async tag(request) {
      const clone = cloneOf(request.repository);
      return inTurn(clone.name, async () => {
        await clones.tag(request);
        await push(clone, `refs/tags/${request.tag}`);
      });
    },
  };
}

/** Branches and tags as Gitea has them now. */
async function refsOf(request: {
  gitea: RunningGitea;
  name: string;
  signal: AbortSignal;
}): Promise<Map<string, string>> {
  const { gitea, name, signal } = request;
  const url = `${gitea.origin}/${organisation}/${name}.git/info/refs?service=git-upload-pack`;
  const headers = { authorization: basicOf(gitea) };
  const response = await fetch(url, { headers, signal });
  const text = await response.text();
  if (!response.ok) {
    throw new HarnessError(`Gitea answered ${response.status} for the refs of ${name}: ${text}`);
  }
  return readAdvertisement(text).refs;
}

const basicOf = ({ adminToken }: RunningGitea) =>
  `Basic ${Buffer.from(`${adminName}:${adminToken}`).toString("base64")}`;

/** A git that knows the administrator's token: in its environment, where no list of processes shows it. */
function authorised(git: GitProgram, gitea: RunningGitea): GitProgram {
  const count = Number(git.env.GIT_CONFIG_COUNT);
  return {
    ...git,
    env: {
      ...git.env,
      GIT_CONFIG_COUNT: String(count + 1),
      [`GIT_CONFIG_KEY_${count}`]: `http.${gitea.origin}/.extraHeader`,
      [`GIT_CONFIG_VALUE_${count}`]: `Authorization: ${basicOf(gitea)}`,
    },
  };
}

/** Gitea's words in what git said of a push that was refused; undefined for one that failed otherwise. */
function refusalIn(error: Error): string | undefined {
  if (!(error instanceof HarnessError) || !error.message.includes("[remote rejected]")) return;
  const words = error.message.matchAll(/^remote: error: *(\S.*?) *$/gm);
  return [...words].map(([, text]) => text).join("; ") || "the remote rejected it";
}
