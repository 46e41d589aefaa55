import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import type { Clock, Random } from "../../harness/core/clock.ts";
import { HarnessError, UsageError } from "../../harness/core/failure.ts";
import { type ContentOptions, contentCommits, generateContent } from "./content.ts";
import { commitHeader, fileCommand } from "./fast-import.ts";
import { type GitProgram, runGit } from "./git-program.ts";
import { repositoryName } from "./request-path.ts";

/** A bare repository on disk. */
export interface Repository {
  name: string;
  /** Absolute. */
  folder: string;
  /** Grows whenever refs may have changed. */
  generation: number;
}

export interface RepositoryChange {
  repository: string;
  branch: string;
  /** New text by path, null deletes. */
  files: Record<string, string | null>;
  message: string;
  /** Hash of the parent in place of the branch's head; the branch is moved by force. */
  onto?: string;
}

/** The bare repositories in one folder, and the one writer besides pushes over HTTP. */
export interface Repositories {
  get(name: string): Repository | undefined;
  create(request: Omit<ContentOptions, "random"> & { name: string }): Promise<void>;
  /** Changes to one repository are made in the order asked for. */
  commit(
    change: RepositoryChange,
  ): Promise<{ commit: string; previous: string | null; pushedAtMs: number }>;
}

export function createRepositories(options: {
  git: GitProgram;
  dir: string;
  clock: Clock;
  random: Random;
  signal?: AbortSignal;
}): Repositories {
  const { git, dir, clock, random } = options;
  const ending = options.signal ? { signal: options.signal } : {};
  const repositories = new Map<string, Repository & { commits: number; last: Promise<unknown> }>();
  /** Those being made too. */
  const names = new Set<string>();

  async function create(request: Parameters<Repositories["create"]>[0]) {
    const { name, branch, files, fileBytes, history } = request;
    checkNames(name, branch);
    if (names.has(name)) throw new UsageError(`repository ${name} exists already`);
    for (const [what, value] of Object.entries({ files, fileBytes, history })) {
      if (Number.isInteger(value) && value >= 0) continue;
      throw new UsageError(
        `repository ${name}: ${what} is ${value}, expected a whole number from 0`,
      );
    }
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
    repositories.set(name, { name, folder, generation: 0, commits, last: Promise.resolve() });
  }

  async function commit(change: RepositoryChange) {
    const repository = repositories.get(change.repository);
    if (!repository) {
      throw new UsageError(`the Git host has no repository ${change.repository}; create it first`);
    }
    checkNames(change.repository, change.branch);
    const made = repository.last.then(() => commitNow(repository, change));
    repository.last = made.catch(() => {});
    return made;
  }

  async function commitNow(
    repository: Repository & { commits: number },
    { branch, files, message, onto }: RepositoryChange,
  ) {
    const { folder } = repository;
    const head = ["for-each-ref", "--format=%(objectname)", `refs/heads/${branch}`];
    const previous = (await runGit({ git, folder, args: head, ...ending })).trim() || null;
    const parent = onto ?? previous;
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
    return { commit: made, previous, pushedAtMs };
  }

  return { get: (name) => repositories.get(name), create, commit };
}

function checkNames(name: string, branch: string) {
  if (!repositoryName.test(name)) {
    throw new UsageError(
      `repository name ${JSON.stringify(name)}: expected up to 100 letters, digits, ".", "_" and "-"`,
    );
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/.test(branch)) {
    throw new UsageError(`branch name ${JSON.stringify(branch)} of ${name} is not one git takes`);
  }
}
