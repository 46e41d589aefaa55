import type { Clock } from "../../core/clock.ts";
import type { NodeAccess, NodeCommand } from "./hosted-cluster.ts";

/** Containers in which the kernel killed a process for their own memory limit, or their Pod's. */
export interface KernelKills {
  /** @param containerId without the scheme of its runtime */
  has(containerId: string): boolean;
}

/** Blocks until there is more; only lines of kills leave the node. */
const readingCommand = ["grep", "--text", "--line-buffered", "oom-kill:", "/dev/kmsg"];

/** What ended sooner than this after its begin can't be read here. */
const soonMs = 2_000;

/**
 * Reads the kernel logs of the nodes, which tell every kill with its cgroup. A runtime's word is not enough:
 * containerd hears of a kill and of the end of a container by different ways, and where the end is first the
 * container's reason stays `Error` (containerd/containerd#8180, #12260; 2 of 48 kills on a busy machine with
 * containerd 1.6.20). Where a kernel log can't be read nothing is told.
 */
export function followKernelKills(request: {
  nodes: NodeAccess;
  clock: Clock;
  signal: AbortSignal;
}): KernelKills & AsyncDisposable {
  const { nodes, clock } = request;
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, request.signal]);
  const killed = new Set<string>();
  const commands = new Map<string, NodeCommand>();

  /** Again where the log was overwritten faster than it was read: grep ends there. */
  const follow = async (node: string) => {
    while (!signal.aborted) {
      const beganAtMs = clock.nowMs();
      const command = nodes.follow(node, readingCommand);
      commands.set(node, command);
      for await (const line of command.lines) {
        const id = readKill(line);
        if (id !== undefined) killed.add(id);
      }
      await command[Symbol.asyncDispose]();
      if (clock.nowMs() - beganAtMs < soonMs) return;
    }
  };
  const following = nodes.names.map((node) => follow(node).catch(() => undefined));
  return {
    has: (containerId) => killed.has(containerId),
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.all([...commands.values()].map((command) => command[Symbol.asyncDispose]()));
      await Promise.all(following);
    },
  };
}

const killLine = /oom-kill:constraint=CONSTRAINT_MEMCG,.*,task_memcg=(?<group>[^,]*),task=/;

/** The container that a line of the kernel's log tells a kill in; undefined for one of a node without memory. */
function readKill(line: string): string | undefined {
  const group = killLine.exec(line)?.groups?.group;
  return group && /[0-9a-f]{64}/.exec(group.slice(group.lastIndexOf("/")))?.[0];
}
