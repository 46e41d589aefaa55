import type { Clock } from "../../core/clock.ts";
import type { Observation, Recorder } from "../../core/history.ts";
import { aborted } from "./aborted.ts";
import { containerBackOff } from "./back-off.ts";
import { type Child, type Exit, stopChild } from "./child.ts";
import type { MemoryGroup } from "./memory-cgroup.ts";
import { readStat } from "./proc.ts";

/** A process kept running as the kubelet would. */
export interface Supervised extends AsyncDisposable {
  name: string;
  /** The life that runs now; null while it waits for its restart. */
  readonly child: Child | null;
  readonly restarts: number;
  group: MemoryGroup | null;
  /** Of all its lives so far. */
  readCpuSeconds(): number;
  /**
   * Ends the life that runs now, after waiting for one if none does; resolves once its exit is recorded
   * and `between` is done.
   */
  end(order: EndOrder): Promise<void>;
}

/** How a life is ended, and what comes after it. */
export interface EndOrder {
  signal: "SIGKILL" | "SIGTERM";
  /** Time from SIGTERM to SIGKILL. */
  graceMs: number;
  /** Done between this life and the next. */
  between?(): Promise<void>;
  /** The next life is not a restart of this one but a new process: its exits so far are forgotten. */
  anew: boolean;
  /** No next life begins before this resolves. */
  until?: Promise<void>;
}

export interface SupervisionRequest {
  name: string;
  launch(): Promise<Child>;
  /** The cgroup its lives join, null for none. */
  group: MemoryGroup | null;
  memoryLimitBytes?: number;
  cpuLimitMilli?: number;
  /** Where the artifacts it serves are: `127.0.0.1:PORT`. */
  serves?: string;
  /** How long it has from SIGTERM to SIGKILL when disposed. */
  graceMs: number;
  recorder: Recorder;
  clock: Clock;
  /** Called as each life begins. */
  onStart?(child: Child): void;
  /** Whether an exit says nothing of the program: it is not recorded, and no life follows. */
  isVoid?(child: Child): Promise<boolean>;
  /** Called as each life ends; the next begins once it is done, for then it writes to the same log. */
  onExit?(child: Child, exit: Exit): void | Promise<void>;
  /** What can't be mended by a restart: the program could not be run at all. */
  onFailure(error: unknown): void;
}

/** Starts a process and starts it again whenever it exits, recording both. */
export async function supervise(request: SupervisionRequest): Promise<Supervised> {
  const ending = new AbortController();
  const lives = await beginLives(request);
  const done = keepRunning(request, lives, ending.signal).catch((error: unknown) => {
    if (!ending.signal.aborted) request.onFailure(error);
  });
  return {
    name: request.name,
    get child() {
      return lives.child;
    },
    get restarts() {
      return lives.restarts;
    },
    group: request.group,
    readCpuSeconds: () => lives.readCpuSeconds(),
    async end(order) {
      const child = lives.child ?? (await lives.next.promise);
      const carriedOut = Promise.withResolvers<void>();
      lives.orders.set(child, { ...order, done: carriedOut.resolve });
      if (order.signal === "SIGKILL") child.kill("SIGKILL");
      else await stopChild(child, order.graceMs, request.clock);
      await carriedOut.promise;
    },
    // Exits that the harness itself brings about are not recorded: they say nothing of the subject.
    async [Symbol.asyncDispose]() {
      ending.abort();
      if (lives.child) await stopChild(lives.child, request.graceMs, request.clock);
      await done;
    },
  };
}

interface Lives {
  child: Child | null;
  restarts: number;
  /** Resolves to the life after the one that runs now. */
  next: PromiseWithResolvers<Child>;
  /** What was ordered for a life's end. */
  orders: Map<Child, EndOrder & { done(): void }>;
  begin(restarts: number): Promise<Child>;
  readCpuSeconds(): number;
}

async function beginLives(request: SupervisionRequest): Promise<Lives> {
  const { group } = request;
  let endedLives = 0;
  let currentLife = 0;
  const lives: Lives = {
    child: null,
    restarts: 0,
    next: Promise.withResolvers(),
    orders: new Map(),
    async begin(restarts) {
      const child = await request.launch();
      endedLives += currentLife;
      currentLife = 0;
      lives.child = child;
      lives.restarts = restarts;
      lives.next.resolve(child);
      lives.next = Promise.withResolvers();
      const { memoryLimitBytes: limit, cpuLimitMilli, serves } = request;
      request.recorder.record({
        type: "process.start",
        process: request.name,
        pid: child.pid,
        restarts,
        ...(limit === undefined ? {} : { memoryLimitBytes: limit }),
        ...(cpuLimitMilli === undefined ? {} : { cpuLimitMilli }),
        ...(serves === undefined ? {} : { serves }),
      });
      request.onStart?.(child);
      return child;
    },
    readCpuSeconds() {
      const counted = group?.readCpuSeconds() ?? null;
      if (counted !== null) return counted;
      // Without a cgroup's counter the last moments of a life, since its last sample, are lost.
      const stat = lives.child && !lives.child.ended ? readStat(lives.child.pid) : null;
      if (stat) currentLife = stat.cpuSeconds;
      return endedLives + currentLife;
    },
  };
  await lives.begin(0);
  return lives;
}

async function keepRunning(
  request: SupervisionRequest,
  lives: Lives,
  ending: AbortSignal,
): Promise<void> {
  const { clock, recorder, group, name } = request;
  let backOff = containerBackOff();
  let oomKillsSeen = 0;
  while (lives.child) {
    const { child } = lives;
    const exit = await child.exited;
    if (ending.aborted) return;
    const exitedAtMs = clock.nowMs();
    const order = lives.orders.get(child);
    if (!order && (await request.isVoid?.(child))) {
      lives.child = null;
      await request.onExit?.(child, exit);
      return;
    }
    if (ending.aborted) return;
    if (order?.anew) backOff = containerBackOff();
    const oomKills = group?.readMemory().oomKills ?? 0;
    // A new process begins at once; its first restart then comes at once, too.
    const restartInMs = order?.anew ? 0 : backOff.afterExit(exitedAtMs);
    const seen: Observation = {
      type: "process.exit",
      process: name,
      pid: child.pid,
      code: exit.code,
      signal: exit.signal,
      oomKilled: oomKills > oomKillsSeen,
      restartInMs: order?.until ? null : restartInMs,
    };
    recorder.record(seen, exitedAtMs);
    oomKillsSeen = oomKills;
    lives.child = null;
    lives.orders.delete(child);
    await request.onExit?.(child, exit);
    await order?.between?.();
    order?.done();
    if (order?.until) await Promise.race([order.until, aborted(ending)]);
    if (restartInMs > 0) await clock.sleep(restartInMs, ending);
    if (ending.aborted) return;
    const next = await lives.begin(lives.restarts + 1);
    if (ending.aborted) {
      await stopChild(next, request.graceMs, clock);
      return;
    }
  }
}
