import { join } from "node:path";
import type { Clock } from "../../core/clock.ts";
import { HarnessError } from "../../core/failure.ts";
import type { Recorder } from "../../core/history.ts";
import type { ControlPlane } from "../../subjects/subject.ts";
import { type Child, startChild, stopChild } from "../process/child.ts";
import { lastLines } from "../process/last-lines.ts";
import type { ApiClient } from "./api-client.ts";
import {
  apiserverFlags,
  type ControlPlanePlan,
  controllerManagerFlags,
  etcdFlags,
} from "./control-plane-flags.ts";
import { PortTakenError, saysPortTaken } from "./port-taken.ts";

export interface ControlPlaneRequest {
  binaries: ControlPlane;
  plan: ControlPlanePlan;
  logs: string;
  recorder: Recorder;
  clock: Clock;
  /** Told once when a part of it exits that nobody stopped. */
  fail(error: unknown): void;
}

/** The running processes beneath the controllers. */
export interface RunningControlPlane extends AsyncDisposable {
  children: Child[];
  /** Starts kube-controller-manager, for which the API server must answer. */
  startManager(): Promise<void>;
}

/** Nothing that etcd or the API server would save on the way out is kept. */
const storageGraceMs = 300;
const managerGraceMs = 1_000;

/** etcd and kube-apiserver are started together: the latter needs longer to get to its first question. */
export async function startControlPlane(
  request: ControlPlaneRequest,
): Promise<RunningControlPlane> {
  const { binaries, plan, clock } = request;
  const children: Child[] = [];
  let manager: Child | undefined;
  let stopping = false;
  const start = async (name: string, command: string, args: string[]) => {
    const child = await startPart(request, { name, command, args });
    children.push(child);
    request.recorder.record({ type: "process.start", process: name, pid: child.pid, restarts: 0 });
    void child.exited.then(async () => {
      if (!stopping) request.fail(await describeExit(child, request.recorder));
    });
    return child;
  };
  const running: RunningControlPlane = {
    children,
    async startManager() {
      const args = controllerManagerFlags(plan);
      manager = await start("kube-controller-manager", binaries.kubeControllerManager, args);
    },
    async [Symbol.asyncDispose]() {
      stopping = true;
      if (manager) await stopChild(manager, managerGraceMs, clock);
      await Promise.all(children.map((child) => stopChild(child, storageGraceMs, clock)));
    },
  };
  try {
    await start("etcd", binaries.etcd, etcdFlags(plan));
    await start("kube-apiserver", binaries.kubeApiserver, apiserverFlags(plan));
    return running;
  } catch (error) {
    await running[Symbol.asyncDispose]();
    throw error;
  }
}

/** Waits until `path` is answered 200. */
export async function awaitAnswer(request: {
  api: ApiClient;
  path: string;
  limitMs: number;
  logs: string;
  clock: Clock;
  signal: AbortSignal;
}): Promise<void> {
  const { api, path, limitMs, clock, signal } = request;
  const log = join(request.logs, "kube-apiserver.log");
  const deadlineMs = clock.nowMs() + limitMs;
  for (;;) {
    const answer = await api.request({ method: "GET", path }).catch((error: Error) => error);
    if (!(answer instanceof Error) && answer.status === 200) return;
    signal.throwIfAborted();
    if (clock.nowMs() > deadlineMs) {
      const last = answer instanceof Error ? answer.message : `${answer.status} ${answer.text}`;
      throw new HarnessError(
        `kube-apiserver did not answer GET ${path} with 200 within ${limitMs / 1000} s; last response: ` +
          `${last.slice(0, 500)}\nThe end of ${log}:\n${await lastLines(log)}`,
      );
    }
    await clock.sleep(50, signal);
  }
}

function startPart(
  request: ControlPlaneRequest,
  part: { name: string; command: string; args: string[] },
): Promise<Child> {
  const { folder } = request.plan;
  return startChild({
    ...part,
    env: { PATH: process.env.PATH ?? "", HOME: folder, TMPDIR: folder },
    cwd: folder,
    logFile: join(request.logs, `${part.name}.log`),
  });
}

async function describeExit(child: Child, recorder: Recorder): Promise<Error> {
  const { code, signal } = await child.exited;
  recorder.record({
    type: "process.exit",
    process: child.name,
    pid: child.pid,
    code,
    signal,
    // It has no cgroup of its own to count in.
    oomKilled: false,
    restartInMs: null,
  });
  const log = await lastLines(child.logFile);
  if (saysPortTaken(log)) return new PortTakenError(child.name);
  return new HarnessError(
    `${child.name} exited (${signal ?? `code ${code}`}) while it was needed. The end of ${child.logFile}:\n${log}`,
  );
}
