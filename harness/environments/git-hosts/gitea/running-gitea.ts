import type { HarnessAddress } from "../../harness-address.ts";
import type { SshServer } from "../ssh/ssh-relay.ts";

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

/** The command that makes the administrator and its token, and writes that. */
export const createAdmin = [
  ...["admin", "user", "create", "--username", adminName],
  ...["--email", `${adminName}@example.invalid`, "--admin", "--random-password"],
  ...["--must-change-password=false", "--access-token", "--access-token-name", "harness"],
  ...["--access-token-scopes", "all"],
];

/** The token in what `createAdmin` wrote; undefined where there is none. */
export function tokenIn(output: string): string | undefined {
  return /Access token was successfully created\W+([0-9a-f]{40})\b/.exec(output)?.[1];
}
