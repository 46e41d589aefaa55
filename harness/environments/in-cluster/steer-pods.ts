import type { Clock } from "../../core/clock.ts";
import { HarnessError, UnsupportedError } from "../../core/failure.ts";
import type { ControllerEnd, Controllers } from "../environment.ts";
import { doesNotRun, wasScaledDown } from "../refused-controller.ts";
import type { ClusterConnection } from "./cluster-connection.ts";
import { bareId } from "./container-id.ts";
import type { FollowedPods } from "./follow-pods.ts";
import type { NodeAccess } from "./hosted-cluster.ts";
import type { ProcessLife, ProcessLives } from "./process-lives.ts";

export interface SteerRequest {
  connection: Pick<ClusterConnection, "client" | "request">;
  pods: FollowedPods;
  nodes: NodeAccess | undefined;
  /** From SIGTERM to SIGKILL, by the name of the process. */
  graceMs(process: string): number;
  clock: Clock;
  /** Ends what waits. */
  signal: AbortSignal;
}

/** A Pod that isn't gone so long after its grace period has a node that no longer works. */
const patienceMs = 60_000;

/** Ends and starts controllers in Pods at the will of steps; see `Controllers`. */
export function steerPods(request: SteerRequest): Controllers {
  const { connection, pods, graceMs, clock, signal } = request;

  async function end({ controller, how, pod }: ControllerEnd): Promise<void> {
    const lives = pods.find(controller);
    if (lives.expectsNone) {
      throw wasScaledDown(controller);
    }
    const life = lives.running.at(-1) ?? (await within(lives.next(), "its next life", lives));
    if (pod === "kept") await kill(life, how, controller);
    else {
      if (how === "crash") await signalLife(request, life, "KILL");
      await deletePod(lives, life);
    }
    await within(life.exited, "the end of its life", lives);
  }

  async function kill(life: ProcessLife, how: "crash" | "stop", controller: string) {
    if (how === "crash") return signalLife(request, life, "KILL");
    await signalLife(request, life, "TERM");
    const over = new AbortController();
    const late = clock.sleep(graceMs(controller), AbortSignal.any([signal, over.signal]));
    const killed = late.then(
      () => signalLife(request, life, "KILL"),
      () => undefined,
    );
    await Promise.race([life.exited, killed]);
    over.abort();
  }

  async function deletePod({ process }: ProcessLives, { pod }: ProcessLife): Promise<void> {
    await connection.client.delete({
      ...{ apiVersion: "v1", kind: "Pod" },
      metadata: { name: pod.name, namespace: process.namespace },
    });
  }

  async function within<T>(awaited: Promise<T>, what: string, lives: ProcessLives): Promise<T> {
    const { name } = lives.process;
    const limitMs = graceMs(name) + patienceMs;
    const over = new AbortController();
    const late = clock.sleep(limitMs, AbortSignal.any([signal, over.signal])).then(() => {
      const said = `${name}: ${what} was not seen within ${limitMs / 1000} s; see ${lives.logFile}`;
      throw new HarnessError(said);
    });
    late.catch(() => undefined);
    try {
      return await Promise.race([awaited, late]);
    } finally {
      over.abort();
    }
  }

  async function scale(controller: string, replicas: 0 | 1): Promise<void> {
    const lives = pods.find(controller);
    const wantsNone = replicas === 0;
    if (lives.expectsNone === wantsNone) return;
    lives.expectsNone = wantsNone;
    const { name, namespace } = lives.process;
    await connection.client.patch({
      ...{ apiVersion: "apps/v1", kind: "Deployment", metadata: { name, namespace } },
      spec: { replicas },
    });
    if (!wantsNone) return;
    const exits = lives.running.map(({ exited }) => exited);
    await within(Promise.all(exits), "the end of its life", lives);
  }

  return {
    end,
    scale: ({ controller, replicas }) => scale(controller, replicas),
    async freeze({ controller, frozen }) {
      const life = pods.find(controller).running.at(-1);
      if (!life) throw doesNotRun(controller);
      await signalLife(request, life, frozen ? "STOP" : "CONT");
    },
  };
}

/**
 * Signals the first process of a container: it is found by the container's id, which every runtime has in the
 * names of its cgroups. Exit 3: there is none any more.
 */
const signalProgram = `
for file in $(grep -l "$1" /proc/[0-9]*/cgroup 2>/dev/null); do
  pid=\${file#/proc/}
  pid=\${pid%/cgroup}
  [ "$(sed -n 's/^NSpid:.*[[:space:]]//p' "/proc/$pid/status" 2>/dev/null)" = 1 ] || continue
  kill -s "$2" "$pid" && exit 0
done
exit 3
`;

async function signalLife(
  { nodes }: Pick<SteerRequest, "nodes">,
  { containerId, node }: ProcessLife,
  signal: "KILL" | "TERM" | "STOP" | "CONT",
): Promise<void> {
  if (!nodes) {
    const why = "the cluster's nodes can't be entered: only whole Pods can be replaced";
    throw new UnsupportedError(`sending SIG${signal} to a controller`, why);
  }
  await nodes.run(node, ["sh", "-c", signalProgram, "sh", bareId(containerId), signal]);
}
