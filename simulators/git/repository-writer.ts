import { PushRefusedError, UsageError } from "../../harness/core/failure.ts";
import { repositoryName } from "./request-path.ts";

export interface NewRepository {
  name: string;
  branch: string;
  /** Files of generated content, all in the first commit. */
  files: number;
  fileBytes: number;
  /** Commits after that, each of which changes one generated file. */
  history: number;
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

export interface CommitMade {
  commit: string;
  previous: string | null;
  /** When the ref was updated, on the run's clock. */
  pushedAtMs: number;
}

/** The one writer of a Git host's repositories besides pushes over HTTP. All throw UsageErrors. */
export interface RepositoryWriter {
  create(request: NewRepository): Promise<void>;
  /** Changes to one repository are made in the order asked for. @throws HarnessError for an unknown `onto`, PushRefusedError for one that rewrites a protected branch. */
  commit(change: RepositoryChange): Promise<CommitMade>;
  /** From now on the branch can't be rewritten or deleted. */
  protect(request: { repository: string; branch: string }): Promise<void>;
  /** Makes or moves a tag. @throws HarnessError for an unknown commit. */
  tag(request: { repository: string; tag: string; commit: string }): Promise<void>;
}

/** The seconds since the epoch of a repository's first commit, 2023-11-14; each later one is a second on. */
export const firstCommitSeconds = 1_700_000_000;

/** @throws UsageError for names and figures that make no repository. */
export function checkNewRepository({ name, branch, files, fileBytes, history }: NewRepository) {
  checkNames(name, branch);
  for (const [what, value] of Object.entries({ files, fileBytes, history })) {
    if (Number.isInteger(value) && value >= 0) continue;
    throw new UsageError(`repository ${name}: ${what} is ${value}, expected a whole number from 0`);
  }
}

/** @param ref a branch or a tag. @throws UsageError for names that git doesn't take. */
export function checkNames(name: string, ref: string, kind: "branch" | "tag" = "branch") {
  if (!repositoryName.test(name)) {
    throw new UsageError(
      `repository name ${JSON.stringify(name)}: expected up to 100 letters, digits, ".", "_" and "-"`,
    );
  }
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]*(\/[A-Za-z0-9][A-Za-z0-9._-]*)*$/.test(ref)) {
    throw new UsageError(`${kind} name ${JSON.stringify(ref)} of ${name} is not one git takes`);
  }
}

/** @throws UsageError for a path that git would not take. */
export function checkPath(path: string) {
  const bad = path.split("/").some((part) => /^(|\.|\.\.|\.git)$/i.test(part));
  if (bad || path.includes("\0")) {
    throw new UsageError(
      `file path ${JSON.stringify(path)}: expected a relative path without empty, ".", ".." or ".git" parts`,
    );
  }
}

/** Who the host says made the commits of `RepositoryWriter`. */
export const harnessPusher = "fluxproof";

/** In Gitea's words. */
export function refusedForcePush(repository: string, branch: string): PushRefusedError {
  return new PushRefusedError(repository, `branch ${branch} is protected from force push`);
}

export function noRepository(name: string): UsageError {
  return new UsageError(`the Git host has no repository ${name}; create it first`);
}
