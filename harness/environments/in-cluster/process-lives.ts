import { createWriteStream } from "node:fs";
import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";
import { type BackOff, containerBackOff } from "../process/back-off.ts";
import { type WorkersLog, workersLog } from "../slot/workers.ts";
import type { ClusterConnection } from "./cluster-connection.ts";
import type { KernelKills } from "./kernel-kills.ts";
import {
  type ContainerExit,
  type ContainerLife,
  firstPid,
  type PodState,
  readPodLives,
} from "./pod-lives.ts";
import { podLog } from "./pod-log.ts";

/** A controller's container, in whatever Pods it comes. */
export interface FollowedProcess {
  /** As histories name it: `source-controller`, `source-controller-shard1`. */
  name: string;
  namespace: string;
  /** Labels by which its Pods are found. */
  selector: Readonly<Record<string, string>>;
  /** Of its Pods. */
  container: string;
  /** See `FluxController`. */
  reconcilers: string[];
  memoryLimitBytes?: number;
  cpuLimitMilli?: number;
  /** Host and port of the artifacts it serves, as their URLs have it. */
  serves?: string;
}

/** A life that runs, or ran. */
export interface ProcessLife extends ContainerLife {
  /** Resolves once its `process.exit` is recorded. */
  exited: Promise<void>;
}

/** The lives of one process, as they are seen and recorded. */
export interface ProcessLives extends AsyncDisposable {
  process: FollowedProcess;
  logFile: string;
  /** Lives that run now: mostly one, two while a Pod replaces another. */
  readonly running: readonly ProcessLife[];
  /** Its Pods that are there now. */
  readonly pods: readonly PodState[];
  readonly workers: WorkersLog;
  /** Workers ran, in whatever life. */
  readonly worked: boolean;
  readonly exits: number;
  /** Resolves to the next life that begins. */
  next(): Promise<ProcessLife>;
  /** No life is to follow: told as an exit without a restart. */
  expectsNone: boolean;
  take(change: "added" | "modified" | "deleted", pod: PodState): void;
}

export interface LivesRequest {
  process: FollowedProcess;
  connection: Pick<ClusterConnection, "lines">;
  /** Folder for its log. */
  logs: string;
  /** See `FollowRequest`. */
  logsSince?: string;
  recorder: Recorder;
  clock: Clock;
  signal: AbortSignal;
  /** See `readPodLives`. */
  kernelKills?: KernelKills;
}

interface OpenLife extends ProcessLife {
  over: boolean;
  done(): void;
}

/** Records the lives of a process from the states of its Pods, and keeps their logs. */
export function processLives(request: LivesRequest): ProcessLives {
  const { process, recorder, clock, connection } = request;
  const { name, container, namespace } = process;
  const logFile = join(request.logs, `${name}.log`);
  const log = createWriteStream(logFile, { flags: "a", mode: 0o600 });
  log.on("error", ({ message }) => {
    recorder.record({ type: "note", text: `${logFile} can't be written: ${message}` });
  });
  const ending = new AbortController();
  const signal = AbortSignal.any([ending.signal, request.signal]);
  const read = readPodLives(container, request.kernelKills);
  const open = new Map<string, OpenLife>();
  const pods = new Map<string, PodState>();
  const backOffs = new Map<string, BackOff>();
  const readers = new Set<Promise<void>>();
  const count = { begun: 0, ended: 0 };
  let next = Promise.withResolvers<ProcessLife>();
  let workers = workersLog(process.reconcilers);
  let worked = false;

  const lives: ProcessLives = {
    ...{ process, logFile, expectsNone: false },
    get worked() {
      return worked;
    },
    get exits() {
      return count.ended;
    },
    get workers() {
      return workers;
    },
    get running() {
      return [...open.values()];
    },
    get pods() {
      return [...pods.values()];
    },
    next: () => next.promise,
    take(change, pod) {
      if (change === "deleted") pods.delete(pod.metadata.uid);
      else pods.set(pod.metadata.uid, pod);
      const changes = read(change, pod);
      const before = new Set(
        changes.map((told) => told.type === "ended" && told.log === "previous" && told.life),
      );
      for (const told of changes) {
        if (told.type === "started") begin(told.life, before.has(told.life));
        else end(told);
      }
    },
    async [Symbol.asyncDispose]() {
      ending.abort();
      await Promise.all(readers);
      // A log that could not be written is closed already.
      if (!log.destroyed) await new Promise((resolve) => log.end(() => resolve(undefined)));
    },
  };
  return lives;

  /** @param isPast its Pod has another container since */
  function begin(of: ContainerLife, isPast: boolean): void {
    const exited = Promise.withResolvers<void>();
    const life: OpenLife = { ...of, over: false, exited: exited.promise, done: exited.resolve };
    open.set(of.containerId, life);
    const { memoryLimitBytes, cpuLimitMilli, serves } = process;
    recorder.record({
      ...{ type: "process.start", process: name, pid: firstPid, restarts: count.begun },
      ...(memoryLimitBytes === undefined ? {} : { memoryLimitBytes }),
      ...(cpuLimitMilli === undefined ? {} : { cpuLimitMilli }),
      ...(serves === undefined ? {} : { serves }),
    });
    count.begun += 1;
    keepLog(life, isPast);
    next.resolve(life);
    next = Promise.withResolvers();
  }

  function end(told: { life: ContainerLife; exit: ContainerExit; log: "current" | "previous" }) {
    const life = open.get(told.life.containerId);
    if (!life) return;
    const { podGone, ...exit } = told.exit;
    open.delete(told.life.containerId);
    life.over = true;
    count.ended += 1;
    recorder.record({
      ...{ type: "process.exit", process: name, pid: firstPid, ...exit },
      restartInMs: lives.expectsNone ? null : restartInMs(life.pod.uid, podGone),
    });
    life.done();
  }

  /** As a kubelet has it; a Pod that replaces another begins at once. */
  function restartInMs(podUid: string, podGone: boolean): number {
    if (podGone) return 0;
    const backOff = backOffs.get(podUid) ?? containerBackOff();
    backOffs.set(podUid, backOff);
    return backOff.afterExit(clock.nowMs());
  }

  function keepLog(life: OpenLife, previous: boolean): void {
    const own = workersLog(process.reconcilers);
    workers = own;
    const reader = (async () => {
      const lines = podLog({
        ...{ connection, clock, signal, namespace, container, previous },
        ...{ pod: life.pod.name, isOver: () => life.over, since: request.logsSince },
      });
      let told = false;
      for await (const line of lines) {
        log.write(`${line}\n`);
        own.take(line);
        if (told || !own.running()) continue;
        told = true;
        worked = true;
        recorder.record({ type: "process.workers", process: name, pid: firstPid });
      }
    })();
    readers.add(reader);
    void reader.finally(() => readers.delete(reader)).catch(() => undefined);
  }
}
