import { constants } from "node:os";
import { bareId } from "./container-id.ts";
import type { KernelKills } from "./kernel-kills.ts";

/** Every container numbers its processes anew, and its first is the controller. */
export const firstPid = 1;

/** What of a Pod is read. */
export interface PodState {
  metadata: { name: string; uid: string; deletionTimestamp?: string };
  spec?: { nodeName?: string };
  status?: { phase?: string; containerStatuses?: ContainerStatus[]; conditions?: PodCondition[] };
}

interface PodCondition {
  type: string;
  status: string;
  reason?: string;
  message?: string;
}

interface ContainerStatus {
  name: string;
  containerID?: string;
  state?: ContainerState;
  lastState?: ContainerState;
}

interface ContainerState {
  running?: { startedAt?: string };
  waiting?: { reason?: string; message?: string };
  terminated?: Terminated;
}

interface Terminated {
  containerID?: string;
  exitCode: number;
  signal?: number;
  reason?: string;
}

/** One container of a Pod from its start to its end. */
export interface ContainerLife {
  /** `containerd://9f86…`; another one after each restart. */
  containerId: string;
  pod: { name: string; uid: string };
  node: string;
}

/** How a container ended; code and signal both null where its end was seen but not how it came. */
export interface ContainerExit {
  code: number | null;
  signal: string | null;
  oomKilled: boolean;
  /** Its Pod goes, too. */
  podGone: boolean;
}

export type LifeChange =
  | { type: "started"; life: ContainerLife }
  /** `log`: whether its log is that of the container before the one its Pod has now. */
  | { type: "ended"; life: ContainerLife; exit: ContainerExit; log: "current" | "previous" };

/**
 * Tells the lives of one container from the states of its Pods, whatever states were missed between.
 *
 * @param kernelKills what the kernels of the nodes told; absent where the runtime's word is all there is
 */
export function readPodLives(container: string, kernelKills?: KernelKills) {
  const running = new Map<string, ContainerLife>();
  const ended = new Set<string>();

  return function take(change: "added" | "modified" | "deleted", pod: PodState): LifeChange[] {
    const { metadata, spec, status } = pod;
    const told: LifeChange[] = [];
    const own = status?.containerStatuses?.find(({ name }) => name === container);
    const podGone = change === "deleted" || metadata.deletionTimestamp !== undefined;
    const begin = (containerId: string) => {
      const { name, uid } = metadata;
      const life = { containerId, pod: { name, uid }, node: spec?.nodeName ?? "" };
      running.set(containerId, life);
      told.push({ type: "started", life });
      return life;
    };
    const end = (id: string, how: Omit<ContainerExit, "podGone">, log: "current" | "previous") => {
      const life = running.get(id) ?? begin(id);
      running.delete(id);
      ended.add(id);
      told.push({ type: "ended", life, exit: { ...how, podGone }, log });
    };
    const states = [
      { terminated: own?.lastState?.terminated, log: "previous" },
      { terminated: own?.state?.terminated, log: "current" },
    ] as const;
    const now = own?.state?.running && change !== "deleted" ? own.containerID : undefined;
    const named = [now, ...states.map(({ terminated }) => terminated?.containerID)];
    const isNewer = named.some((id) => id && !running.has(id) && !ended.has(id));
    for (const [id, { pod: of }] of running) {
      // Its end was never told: others of its Pod came after it.
      const isOver = of.uid === metadata.uid && !named.includes(id);
      if (isOver && (isNewer || change === "deleted")) end(id, unseen, "previous");
    }
    for (const { terminated, log } of states) {
      const id = terminated?.containerID;
      if (terminated && id && !ended.has(id)) {
        end(id, exitOf(terminated, kernelKills?.has(bareId(id)) ?? false), log);
      }
    }
    if (now && !running.has(now) && !ended.has(now)) begin(now);
    return told;
  };
}

const unseen = { code: null, signal: null, oomKilled: false };

const signalNames = new Map(Object.entries(constants.signals).map(([name, code]) => [code, name]));

/**
 * A container that a signal ended has 128 and the signal's number as its exit code.
 *
 * @param isKernelKill the kernel killed in it; what it killed may have been another process than the first
 */
function exitOf(
  { exitCode, signal, reason }: Terminated,
  isKernelKill: boolean,
): Omit<ContainerExit, "podGone"> {
  const name = signalNames.get(signal || exitCode - 128) ?? null;
  const oomKilled = reason === "OOMKilled" || (name === "SIGKILL" && isKernelKill);
  return { code: name ? null : exitCode, signal: name, oomKilled };
}

/** Whether Services lead to a Pod: its readiness probe has been answered. */
export function isPodReady({ metadata, status }: PodState): boolean {
  const ready = status?.conditions?.find(({ type }) => type === "Ready");
  return metadata.deletionTimestamp === undefined && ready?.status === "True";
}

/** Why a Pod has no running container, for a message. */
export function describePod({ metadata, status }: PodState, container: string): string {
  const own = status?.containerStatuses?.find(({ name }) => name === container);
  const { waiting } = own?.state ?? {};
  const unmet = status?.conditions?.find(({ type, status: met }) => {
    return type === "PodScheduled" && met !== "True";
  });
  const why = waiting ?? unmet;
  const said = [why?.reason, why?.message].filter(Boolean).join(": ");
  return `Pod ${metadata.name} is ${status?.phase ?? "not known to a node"}${said && ` (${said})`}`;
}
