import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { etcdFlags, etcdUrl } from "../harness/environments/local/control-plane-flags.ts";
import { type Child, startChild, stopChild } from "../harness/environments/process/child.ts";
import { findFreePorts } from "../harness/environments/process/ports.ts";
import { readResidentMemory, readStat } from "../harness/environments/process/proc.ts";
import { programVariables } from "../harness/environments/sim/programs.ts";
import { writeAccessFiles } from "../harness/environments/slot/access-files.ts";
import { apiClient } from "../harness/environments/slot/api-client.ts";
import { apiserverFlags } from "../harness/environments/slot/apiserver-flags.ts";
import { auditPolicy } from "../harness/environments/slot/audit-policy.ts";
import type { ControlPlanePlan } from "../harness/environments/slot/control-plane.ts";
import type { ControlPlane } from "../harness/subjects/subject.ts";
import { wallClock } from "../simulators/support/clock.ts";
import { makePki } from "../simulators/support/pki.ts";
import { packedServerArguments } from "./packed-server.ts";

export type SideName = "real" | "simulator";

/** A running API server. */
export interface Side extends AsyncDisposable {
  name: SideName;
  port: number;
  ca: string;
  token: string;
  /** Process start to `/readyz` 200. */
  readyMs: number;
  /** VmRSS of all its processes together. */
  residentBytes(): number;
  /** Of all its processes together, since they began. */
  cpuSeconds(): number;
}

const readyPollMs = 5;
const readyMsMax = 60_000;

/**
 * Both with the flags that environments `local` and `sim` start them with, without controllers; the
 * simulator in its packed form.
 */
export async function startSide(name: SideName, binaries: ControlPlane): Promise<Side> {
  const clock = wallClock();
  const signal = new AbortController().signal;
  await using stack = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), "fluxproof-bench-kube-"));
  stack.defer(() => rm(folder, { recursive: true, force: true }));
  await mkdir(join(folder, "logs"));
  const [[apiPort = 0], pki] = await Promise.all([findFreePorts(1), makePki(clock)]);
  const access = { folder, apiPort, pki, auditPolicy: auditPolicy({ bodies: false }) };
  const { files, cluster } = await writeAccessFiles(access);
  const plan = { folder, apiPort, auditLog: join(folder, "logs", "audit.log"), files };
  const api = stack.use(apiClient(cluster, signal));
  const children: Child[] = [];
  stack.defer(async () => {
    // The API server goes first: it needs etcd to end well.
    for (const child of children.toReversed()) await stopChild(child, 300, clock);
  });
  const programs = await commands(name, binaries, plan);
  const beganMs = clock.nowMs();
  for (const { command, args } of programs) {
    children.push(
      await startChild({
        name: `${name}-${children.length}`,
        command,
        args,
        env: {
          ...{ PATH: process.env.PATH ?? "", HOME: folder, TMPDIR: folder },
          ...(name === "simulator" && programVariables),
        },
        cwd: folder,
        logFile: join(folder, "logs", `${name}.log`),
      }),
    );
  }
  for (;;) {
    const answer = await api.request({ method: "GET", path: "/readyz" }).catch(() => undefined);
    if (answer?.status === 200) break;
    if (clock.nowMs() - beganMs > readyMsMax) throw new Error(`${name} is not ready`);
    await clock.sleep(readyPollMs);
  }
  const readyMs = clock.nowMs() - beganMs;
  const whole = stack.move();
  return {
    name,
    port: apiPort,
    ca: cluster.caCertificate,
    token: cluster.token,
    readyMs,
    residentBytes: () => sum(children, ({ pid }) => readResidentMemory(pid)?.rss),
    cpuSeconds: () => sum(children, ({ pid }) => readStat(pid)?.cpuSeconds),
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

async function commands(
  name: SideName,
  { etcd, kubeApiserver }: ControlPlane,
  plan: ControlPlanePlan,
) {
  const flags = apiserverFlags(plan);
  if (name === "simulator")
    return [{ command: process.execPath, args: [...(await packedServerArguments()), ...flags] }];
  return [
    { command: etcd, args: etcdFlags(plan) },
    { command: kubeApiserver, args: [`--etcd-servers=${etcdUrl(plan.folder)}`, ...flags] },
  ];
}

function sum(children: Child[], figure: (child: Child) => number | undefined): number {
  return children.reduce((total, child) => total + (figure(child) ?? Number.NaN), 0);
}
