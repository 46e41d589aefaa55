import { createGitModel } from "../../../simulators/git/git-model.ts";
import type { Network } from "../../../simulators/support/network.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";
import type { AccountSpec } from "../../core/scenario.ts";
import { gitHostOver, type SimGitHost } from "./git-host-over.ts";

export interface ModelGitHostOptions {
  network: Network;
  /** Where it is found: `http://git.example`. */
  origin: string;
  accounts: AccountSpec[];
  /** What repositories are filled with depends on this and their name alone; tokens on this. */
  seed: number;
  clock: Clock;
  recorder: Recorder;
  /** Nothing is made any more once it aborts. */
  signal: AbortSignal;
}

/**
 * Starts the model of a Git host on the network of the process: accounts, limits and faults are those of the simulated one, repositories are in memory.
 * @throws UsageError when an account is ill defined, HarnessError when something listens there.
 */
export async function startModelGitHost(options: ModelGitHostOptions): Promise<SimGitHost> {
  const { network, origin, accounts, seed, clock, recorder, signal } = options;
  signal.throwIfAborted();
  const random = seededRandom(seed).fork("git-host");
  const server = createGitModel({ accounts, clock, random });
  const host = await gitHostOver({
    ...{ server, clock, recorder },
    listen: async ({ handler }) => network.listen(origin, handler),
  });
  return {
    ...host,
    async createRepository(request) {
      signal.throwIfAborted();
      return host.createRepository(request);
    },
    async commit(request) {
      signal.throwIfAborted();
      return host.commit(request);
    },
  };
}
