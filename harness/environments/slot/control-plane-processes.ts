import { join } from "node:path";
import { describeExit } from "../../core/describe-exit.ts";
import { HarnessError } from "../../core/failure.ts";
import type { Recorder } from "../../core/history.ts";
import { type Child, startChild, stopChild } from "../process/child.ts";
import { lastLines } from "../process/last-lines.ts";
import type { ControlPlaneRequest } from "./control-plane.ts";
import { PortTakenError, saysPortTaken } from "./port-taken.ts";

/** Processes of one control plane: recorded as they start, and missed when they exit unasked. */
export interface ControlPlaneProcesses {
  children: Child[];
  start(
    name: string,
    command: string,
    args: string[],
    /** Besides those that all have. */
    variables?: Record<string, string>,
  ): Promise<Child>;
  /** Ends them in groups, one after another: the first needs the second to end well. */
  stop(...groups: { children: readonly Child[]; graceMs: number }[]): Promise<void>;
}

export function controlPlaneProcesses(request: ControlPlaneRequest): ControlPlaneProcesses {
  const { plan, logs, recorder, clock } = request;
  const children: Child[] = [];
  let stopping = false;
  return {
    children,
    async start(name, command, args, variables) {
      const child = await startChild({
        name,
        command,
        args,
        env: {
          ...{ PATH: process.env.PATH ?? "", HOME: plan.folder, TMPDIR: plan.folder },
          ...variables,
        },
        cwd: plan.folder,
        logFile: join(logs, `${name}.log`),
      });
      children.push(child);
      const life = { process: name, pid: child.pid, restarts: 0, ofEnvironment: true } as const;
      recorder.record({ type: "process.start", ...life });
      void child.exited.then(async () => {
        if (!stopping) request.fail(await failureOf(child, recorder));
      });
      return child;
    },
    async stop(...groups) {
      stopping = true;
      for (const { children: group, graceMs } of groups) {
        await Promise.all(group.map((child) => stopChild(child, graceMs, clock)));
      }
    },
  };
}

async function failureOf(child: Child, recorder: Recorder): Promise<Error> {
  const exit = await child.exited;
  recorder.record({
    type: "process.exit",
    process: child.name,
    pid: child.pid,
    ...exit,
    // It has no cgroup of its own to count in.
    oomKilled: false,
    restartInMs: null,
  });
  const log = await lastLines(child.logFile);
  if (saysPortTaken(log)) return new PortTakenError(child.name);
  return new HarnessError(
    `${child.name} ${describeExit(exit)} while it was needed. The end of ${child.logFile}:\n${log}`,
  );
}
