import { mkdir } from "node:fs/promises";
import { createGitServer } from "../../../simulators/git/git-server.ts";
import { startHttpListener } from "../../../simulators/support/http-listener.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";
import type { AccountSpec } from "../../core/scenario.ts";
import { type HarnessAddress, loopback, reachedOrigin } from "../harness-address.ts";
import { gitHostOver, type SimGitHost } from "./git-host-over.ts";

export type { SimGitHost } from "./git-host-over.ts";

export interface SimGitHostOptions {
  /** Folder for the repositories; made if missing, left in place when the host is disposed. */
  dir: string;
  accounts: AccountSpec[];
  /** What repositories are filled with depends on this and their name alone. */
  seed: number;
  clock: Clock;
  recorder: Recorder;
  /** Ends what runs for `createRepository` and `commit`. */
  signal: AbortSignal;
  /** Absent for any free port. */
  port?: number;
  /** Absent for the loopback address. */
  address?: HarnessAddress;
}

/**
 * Starts the simulated Git host: real git beneath, with the fault layer in front.
 * @throws UsageError when git is missing, the port is taken or an account is ill defined.
 */
export async function startSimGitHost(options: SimGitHostOptions): Promise<SimGitHost> {
  const { dir, accounts, seed, clock, recorder, signal, port = 0, address = loopback } = options;
  await mkdir(dir, { recursive: true });
  const random = seededRandom(seed).fork("git-host");
  const server = await createGitServer({ dir, accounts, clock, random, signal });
  return gitHostOver({
    ...{ server, clock, recorder },
    async listen(request) {
      const listener = await startHttpListener({ ...request, port, host: address.listen });
      return { ...listener, origin: reachedOrigin(listener, address) };
    },
  });
}
