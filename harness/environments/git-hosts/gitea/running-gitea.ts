import type { Clock } from "../../../core/clock.ts";
import { HarnessError } from "../../../core/failure.ts";
import type { HarnessAddress } from "../../harness-address.ts";
import type { SshKey } from "../ssh/ssh-key.ts";
import type { SshServer } from "../ssh/ssh-proxy.ts";
import type { GiteaSettings } from "./settings.ts";

/** What Gitea is started with, however that is done. */
export interface GiteaStart {
  settings: GiteaSettings;
  /** With it an SSH server listens, too, with this as its host key. */
  sshHostKey?: SshKey | undefined;
  logFile: string;
  clock: Clock;
  signal: AbortSignal;
  /** Told when it exits though nobody ended it. */
  fail(error: unknown): void;
}

/** A Gitea server that answers, however it was started. Disposing it ends and removes it. */
export interface RunningGitea extends AsyncDisposable {
  /** Where the harness reaches it, without a slash at the end. */
  origin: string;
  /** Of an administrator, with every scope. */
  adminToken: string;
  /** `1.26.0` */
  version: string;
  /** Where Gitea itself reaches servers of the harness. */
  harness: HarnessAddress;
  /** Where the harness reaches its SSH server; absent where it was not to have one. */
  ssh?: SshServer;
  /** Runs a command of Gitea's command line beside the server; resolves to what it wrote. */
  run(args: readonly string[]): Promise<string>;
}

/** The administrator that the harness is for Gitea. */
export const adminName = "fluxproof-admin";

/**
 * Makes the administrator; resolves to its token.
 * @throws HarnessError where Gitea wrote none
 */
export async function makeAdmin(run: RunningGitea["run"]): Promise<string> {
  const token = tokenIn(await run(createAdmin));
  if (token) return token;
  throw new HarnessError("gitea admin user create wrote no token");
}

/** The command that makes the administrator and its token, and writes that. */
const createAdmin = [
  ...["admin", "user", "create", "--username", adminName],
  ...["--email", `${adminName}@example.invalid`, "--admin", "--random-password"],
  ...["--must-change-password=false", "--access-token", "--access-token-name", "harness"],
  ...["--access-token-scopes", "all"],
];

/** The token in what `createAdmin` wrote; undefined where there is none. */
export function tokenIn(output: string): string | undefined {
  return /Access token was successfully created\W+([0-9a-f]{40})\b/.exec(output)?.[1];
}
