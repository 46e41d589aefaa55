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

export interface BranchToProtect {
  repository: string;
  branch: string;
}

export interface WebhookRequest {
  repository: string;
  /** Deliveries are signed with it. */
  secret: string;
  /**
   * Carries a delivery to where it goes and resolves to the status answered. So the Git host never knows a
   * Receiver's path, and needs no way of its own to notification-controller.
   */
  deliver(delivery: { headers: Record<string, string>; body: string }): Promise<number>;
}

/** What lets a source follow a repository over SSH. */
export interface SshSource {
  /** `ssh://git@HOST:PORT/…`, as the controllers of this slot reach it. */
  url: string;
  /** The data of the Secret that Flux reads, by its own keys; never recorded. */
  secret: { identity: string; "identity.pub": string; known_hosts: string };
}

/** The Git host as steps drive it; records `git.request` for every request it answers. */
export interface GitHost {
  kind: "sim" | "gitea";
  /** Clone URL as the controllers of this slot reach it. */
  repositoryUrl(repository: string): string;
  /**
   * A deploy key of the repository's own, which only reads it. Absent unless the run is to have sources follow
   * repositories over SSH; those with an account's credentials don't, for these are of HTTP.
   */
  sshSource?(repository: string): Promise<SshSource>;
  /** Creates the repository with so much generated content and history, from the seed. */
  createRepository(request: {
    name: string;
    branch: string;
    files: number;
    fileBytes: number;
    history: number;
  }): Promise<void>;
  /** @throws PushRefusedError where the branch is protected and `onto` would rewrite it. */
  commit(request: CommitRequest): Promise<CommitResult>;
  /** From now on the branch only moves forward, whoever pushes, and can't be deleted. */
  protectBranch(request: BranchToProtect): Promise<void>;
  /** From now on every push to the repository is told, after its refs moved; records `git.webhook`. */
  addWebhook(request: WebhookRequest): Promise<void>;
  /** The current credentials of an account; throws a UsageError for an unknown name. */
  credentials(account: string): { username: string; password: string };
  /** From now on the account's token is answered 401. */
  expireCredential(account: string): Promise<void>;
  /** A new token; the old one is answered 401 from now on. */
  rotateCredential(account: string): Promise<void>;
  inject(fault: GitFault): Promise<InjectedFault>;
}
