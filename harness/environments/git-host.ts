import type { GitFault } from "../core/fault.ts";
import type { InjectedFault } from "./injected-fault.ts";

/** A commit to make: paths with their new text, null deletes. */
export interface CommitRequest {
  repository: string;
  branch: string;
  files: Record<string, string | null>;
  message: string;
  /** Put the commit on this parent instead of the branch's head: a force-push. */
  onto?: string;
}

export interface CommitResult {
  commit: string;
  previous: string | null;
  /** When the ref was updated, on the run's clock. */
  pushedAtMs: number;
}

/** The Git host as steps drive it; records `git.request` for every request it answers. */
export interface GitHost {
  kind: "sim" | "gitea";
  /** Clone URL as the controllers of this slot reach it. */
  repositoryUrl(repository: string): string;
  /** Creates the repository with so much generated content and history, from the seed. */
  createRepository(request: {
    name: string;
    branch: string;
    files: number;
    fileBytes: number;
    history: number;
  }): Promise<void>;
  commit(request: CommitRequest): Promise<CommitResult>;
  /** The current credentials of an account; throws a UsageError for an unknown name. */
  credentials(account: string): { username: string; password: string };
  /** From now on the account's token is answered 401. */
  expireCredential(account: string): void;
  /** A new token; the old one is answered 401 from now on. */
  rotateCredential(account: string): void;
  inject(fault: GitFault): Promise<InjectedFault>;
}
