import type { Clock } from "../../core/clock.ts";
import type { NodeAccess, NodeCommand } from "./hosted-cluster.ts";
import { type ContainerFigures, MemoryLines, samplingProgram } from "./memory-lines.ts";

/** A container to sample. */
export interface WatchedContainer {
  node: string;
  podUid: string;
  /** Without the scheme of its runtime, `containerd://`. */
  containerId: string;
}

/** One look at a container, at the time it is told. */
export interface ContainerSample extends WatchedContainer, ContainerFigures {}

const changesCheckedMs = 500;

/**
 * Samples containers twice a second through their nodes until it is disposed or the signal aborts. Which ones
 * may change at any time. A node that can't be asked any more is asked again; its silence says nothing
 * about why, which is for others to find out.
 *
 * @param request.watched the containers of now; it is called often
 */
export function sampleContainers(request: {
  nodes: NodeAccess;
  clock: Clock;
  watched(): readonly WatchedContainer[];
  onSample(sample: ContainerSample): void;
  signal?: AbortSignal;
}): AsyncDisposable {
  const { nodes, clock, watched, onSample } = request;
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, ...(request.signal ? [request.signal] : [])]);
  const running = new Map<string, { pods: string; command: NodeCommand; ended: boolean }>();

  const begin = (node: string, pods: string) => {
    const program = ["sh", "-c", samplingProgram, "sh", ...pods.split(" ")];
    const state = { pods, command: nodes.follow(node, program), ended: false };
    running.set(node, state);
    void readSamples({ node, command: state.command, watched, onSample })
      .catch(() => undefined)
      .then(() => {
        state.ended = true;
      });
  };
  const loop = async () => {
    while (!signal.aborted) {
      for (const node of nodes.names) {
        const own = watched().filter((each) => each.node === node);
        const pods = [...new Set(own.map(({ podUid }) => podUid))].sort().join(" ");
        const before = running.get(node);
        if (before && (before.pods !== pods || before.ended)) {
          running.delete(node);
          await before.command[Symbol.asyncDispose]();
        }
        if (pods !== "" && !running.has(node)) begin(node, pods);
      }
      await clock.sleep(changesCheckedMs, signal).catch(() => undefined);
    }
  };
  const done = loop();
  done.catch(() => undefined);
  return {
    async [Symbol.asyncDispose]() {
      ending.abort();
      await done.catch(() => undefined);
      const commands = [...running.values()].map(({ command }) => command);
      await Promise.all(commands.map((command) => command[Symbol.asyncDispose]()));
    },
  };
}

async function readSamples(request: {
  node: string;
  command: NodeCommand;
  watched(): readonly WatchedContainer[];
  onSample(sample: ContainerSample): void;
}): Promise<void> {
  const { node, command, watched, onSample } = request;
  const lines = new MemoryLines();
  for await (const line of command.lines) {
    for (const figures of lines.push(line)) {
      const container = watched().find((each) => each.containerId === figures.containerId);
      if (container?.node === node) onSample({ ...container, ...figures });
    }
  }
}
