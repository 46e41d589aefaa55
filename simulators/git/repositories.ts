import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Clock, Random } from "../../harness/core/clock.ts";
import { HarnessError, UsageError } from "../../harness/core/failure.ts";
import { contentCommits, generateContent } from "./content.ts";
import { commitHeader, fileCommand } from "./fast-import.ts";
import { type GitProgram, runGit } from "./git-program.ts";
import { type Protection, protectionOf } from "./protection.ts";
import {
  type CommitMade,
  checkNames,
  checkNewRepository,
  harnessPusher,
  type NewRepository,
  noRepository,
  type RepositoryChange,
  type RepositoryWriter,
} from "./repository-writer.ts";
import type { RefMoved } from "./webhooks.ts";

/** A bare repository on disk. */
export interface Repository {
  name: string;
  /** Absolute. */
  folder: string;
  /** Grows whenever refs may have changed. */
  generation: number;
}

interface Written extends Repository {
  commits: number;
  protection: Protection;
  last: Promise<unknown>;
}

/** The bare repositories in one folder. */
export interface Repositories extends RepositoryWriter {
  get(name: string): Repository | undefined;
}

export function createRepositories(options: {
  git: GitProgram;
  dir: string;
  clock: Clock;
  random: Random;
  signal?: AbortSignal;
  /** Told of every commit made here. */
  moved?(move: RefMoved): void;
}): Repositories {
  const { git, dir, clock, random } = options;
  const ending = options.signal ? { signal: options.signal } : {};
  const repositories = new Map<string, Written>();
  /** Those being made too. */
  const names = new Set<string>();

  async function create(request: NewRepository) {
    const { name, branch, files, history } = request;
    checkNewRepository(request);
    if (names.has(name)) throw new UsageError(`repository ${name} exists already`);
    names.add(name);
    const folder = join(dir, `${name}.git`);
    const commits = contentCommits({ files, history });
    await mkdir(folder, { recursive: true });
    const init = ["init", "--quiet", "--bare", "--template=", `--initial-branch=${branch}`];
    await runGit({ git, folder, args: init, ...ending });
    if (commits > 0) {
      const input = Readable.from(generateContent({ ...request, random: random.fork(name) }));
      // One pack whatever the size: loose objects would slow every clone.
      const args = ["-c", "fastimport.unpackLimit=0", "fast-import", "--quiet"];
      await runGit({ git, folder, args, input, ...ending });
    }
    const protection = protectionOf({ git, name, folder, ...ending });
    repositories.set(name, {
      ...{ name, folder, generation: 0, commits, protection },
      last: Promise.resolve(),
    });
  }

  /** Each repository's changes follow one another. */
  function inTurn<T>(name: string, make: (repository: Written) => Promise<T>): Promise<T> {
    const repository = repositories.get(name);
    if (!repository) throw noRepository(name);
    const made = repository.last.then(() => make(repository));
    repository.last = made.catch(() => {});
    return made;
  }

  async function commit(change: RepositoryChange) {
    return inTurn(change.repository, (repository) => {
      checkNames(change.repository, change.branch);
      return commitNow(repository, change);
    });
  }

  function protect({ repository, branch }: { repository: string; branch: string }) {
    return inTurn(repository, async ({ protection }) => {
      checkNames(repository, branch);
      await protection.add(branch);
    });
  }

  async function tag(request: { repository: string; tag: string; commit: string }) {
    return inTurn(request.repository, async (repository) => {
      checkNames(request.repository, request.tag, "tag");
      const args = ["update-ref", `refs/tags/${request.tag}`, request.commit];
      await runGit({ git, folder: repository.folder, args, ...ending });
      repository.generation += 1;
    });
  }

  async function commitNow(
    repository: Written,
    { branch, files, message, onto }: RepositoryChange,
  ): Promise<CommitMade> {
    const { folder } = repository;
    const head = ["for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`];
    const previous = (await runGit({ git, folder, args: head, ...ending })).trim() || null;
    const parent = onto ?? previous;
    await repository.protection.check({ branch, previous, onto });
    const stream = [
      commitHeader({
        branch,
        message,
        number: repository.commits,
        mark: ":1",
        ...(parent ? { parent } : {}),
      }),
      ...Object.entries(files).map(([path, text]) => fileCommand(path, text)),
      // The checkpoint updates the ref, and only then is the progress line written.
      "get-mark :1\ncheckpoint\nprogress updated\n",
    ];
    let pushedAtMs: number | undefined;
    const output = await runGit({
      git,
      folder,
      args: ["fast-import", "--quiet", ...(onto ? ["--force"] : [])],
      input: Readable.from(stream, { objectMode: false }),
      ...ending,
      onOutput: (text) => {
        if (pushedAtMs !== undefined || !text.includes("progress updated")) return;
        pushedAtMs = clock.nowMs();
        repository.generation += 1;
      },
    });
    const made = /^[0-9a-f]{40}$/m.exec(output)?.[0];
    if (!made || pushedAtMs === undefined) {
      throw new HarnessError(`git fast-import in ${folder} named no commit; it wrote: ${output}`);
    }
    repository.commits += 1;
    options.moved?.({
      ...{ repository: repository.name, ref: `refs/heads/${branch}`, pusher: harnessPusher },
      ...{ before: previous, after: made },
    });
    return { commit: made, previous, pushedAtMs };
  }

  return { get: (name) => repositories.get(name), create, commit, protect, tag };
}
