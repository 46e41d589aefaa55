import type { Doors, Handler } from "../../../../simulators/support/handler.ts";
import { startRawListener } from "../../../../simulators/support/raw-listener.ts";
import { UnsupportedError } from "../../../core/failure.ts";
import type { GitFault } from "../../../core/fault.ts";
import { matchesAny } from "../../../core/glob.ts";
import type { SshSource } from "../../git-host.ts";
import type { HarnessAddress } from "../../harness-address.ts";

/** What a Git host has for sources that follow its repositories over SSH. */
export interface SshAccess {
  /** Answers connections, each as a request for `ssh://…/REPOSITORY.git`. */
  handle: Handler;
  /** Makes a key that reads the repository, for a client that reaches it there. */
  source(repository: string, at: { host: string; port: number }): Promise<SshSource>;
}

/** Where controllers connect to over SSH: each repository has a port of its own, which tells it from others. */
export interface SshFront extends AsyncDisposable {
  source(repository: string): Promise<SshSource>;
  /** @throws UnsupportedError for a fault that nobody can play on the connections it would meet */
  requirePlayable(fault: GitFault): void;
}

/** @param doors take in those of each port */
export function sshFront(options: {
  access: Pick<SshAccess, "source">;
  handler: Handler;
  address: HarnessAddress;
  doors: { add(doors: Doors): Promise<void> };
  onError(error: unknown): void;
}): SshFront {
  const { access, handler, address, doors, onError } = options;
  const listeners = new Map<string, ReturnType<typeof startRawListener>>();
  const listen = async (repository: string) => {
    const listener = await startRawListener({
      ...{ handler, host: address.listen, scheme: "ssh", target: `/${repository}.git`, onError },
    });
    await doors.add(listener.doors);
    return listener;
  };
  return {
    async source(repository) {
      const listening = listeners.get(repository) ?? listen(repository);
      listeners.set(repository, listening);
      const { port } = await listening;
      return await access.source(repository, { host: address.reachedAs, port });
    },
    requirePlayable(fault) {
      const why = unplayable(fault);
      const { repositories = ["*"] } = fault.match ?? {};
      const met = [...listeners.keys()].find((repository) => matchesAny(repositories, repository));
      if (why === undefined || met === undefined) return;
      throw new UnsupportedError(
        `fault ${fault.use} on repository ${met}`,
        `it is followed over SSH: ${why}`,
      );
    },
    async [Symbol.asyncDispose]() {
      const all = await Promise.allSettled(listeners.values());
      const running = all.flatMap((each) => (each.status === "fulfilled" ? [each.value] : []));
      await Promise.all(running.map((listener) => listener[Symbol.asyncDispose]()));
    },
  };
}

function unplayable({ use, match }: GitFault): string | undefined {
  if (use === "answers" || use === "limits") return "a connection has no status to answer with";
  if (match?.endpoint) return `nobody sees what on a connection asks for ${match.endpoint}`;
  return undefined;
}
