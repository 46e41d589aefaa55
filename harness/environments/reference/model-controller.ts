import { once } from "node:events";
import type { RunningController } from "../../../simulators/controllers/runtime/start-controller.ts";
import type { Recorder } from "../../core/history.ts";
import type { ControllerEnd } from "../environment.ts";
import { containerBackOff } from "../process/back-off.ts";
import { doesNotRun, wasScaledDown } from "../refused-controller.ts";
import { beginLife, type ModelLife, type ModelLifeOptions } from "./model-life.ts";
import { besideAnonymous, startUpMs } from "./parameters.ts";

export interface ModelControllerOptions
  extends Omit<ModelLifeOptions, "onOutOfMemory" | "onMemory"> {
  recorder: Recorder;
  /** Host and port of the artifacts it serves. */
  serves?: string;
  pid(): number;
  /** Starts what it does; what it listens with is disposed of at the life's end. */
  start(life: ModelLife, stack: AsyncDisposableStack): RunningController[];
  /** What its Pod's volumes held is gone. */
  loseVolumes(): void;
}

/** A modelled controller, kept running as a kubelet keeps its container. */
export interface ModelController extends AsyncDisposable {
  name: string;
  /** Resolves once its workers of this life began. */
  begin(): Promise<void>;
  end(how: Pick<ControllerEnd, "how" | "pod">): Promise<void>;
  scale(replicas: 0 | 1): Promise<void>;
  freeze(frozen: boolean): void;
  recordUsage(): void;
}

export function modelController(options: ModelControllerOptions): ModelController {
  const { name, recorder, clock, memoryLimit } = options;
  const gone = new AbortController();
  let backOff = containerBackOff();
  let restarts = 0;
  let worked = 0;
  let oomKills = 0;
  let current: { life: ModelLife; pid: number; stack: AsyncDisposableStack } | undefined;
  let scaledDown = false;

  const controller: ModelController = {
    name,
    begin,
    async end({ how, pod }) {
      if (scaledDown) throw wasScaledDown(name);
      while (!current) await clock.sleep(50, gone.signal);
      const [code, signal] = how === "crash" ? [null, "SIGKILL"] : [0, null];
      if (pod === "replaced") {
        backOff = containerBackOff();
        options.loseVolumes();
      }
      await exit({ code, signal, oomKilled: false });
    },
    async scale(replicas) {
      if (replicas === 1 && scaledDown) {
        scaledDown = false;
        begin().catch(() => {});
      } else if (replicas === 0 && !scaledDown) {
        scaledDown = true;
        options.loseVolumes();
        await exit({ code: 0, signal: null, oomKilled: false });
      }
    },
    freeze(frozen) {
      if (!current) throw doesNotRun(name);
      current.life.freeze(frozen);
    },
    recordUsage() {
      if (!current) return;
      const { rss, rssPeak, anon } = current.life.memory();
      const cpuSeconds = worked + current.life.workedSeconds();
      const { pid } = current;
      const workingSet = anon + besideAnonymous;
      recorder.record({
        type: "process.usage",
        ...{ process: name, pid, rss, rssPeak, workingSet, anon, oomKills, cpuSeconds },
      });
    },
    async [Symbol.asyncDispose]() {
      gone.abort(new Error(`${name} was ended`));
      current?.life.end(new Error(`${name} was ended`));
      await current?.stack.disposeAsync();
    },
  };
  return controller;

  async function begin(): Promise<void> {
    const life = beginLife({
      ...options,
      random: options.random.fork(`life ${restarts}`),
      onMemory: () => controller.recordUsage(),
      onOutOfMemory: () => void exit({ code: null, signal: "SIGKILL", oomKilled: true }),
    });
    const pid = options.pid();
    const stack = new AsyncDisposableStack();
    current = { life, pid, stack };
    recorder.record({
      type: "process.start",
      ...{ process: name, pid, restarts, memoryLimitBytes: memoryLimit },
      ...(options.serves === undefined ? {} : { serves: options.serves }),
    });
    const { signal } = life.process;
    await clock.sleep(startUpMs * (0.8 + 0.4 * life.process.random.next()), signal);
    if (life.memory().anon > memoryLimit) {
      return exit({ code: null, signal: "SIGKILL", oomKilled: true });
    }
    const running = options.start(life, stack);
    const ended = once(signal, "abort");
    await Promise.race([Promise.all(running.map(({ cache }) => cache.synced)), ended]);
    signal.throwIfAborted();
    recorder.record({ type: "process.workers", process: name, pid });
  }

  async function exit(how: {
    code: number | null;
    signal: string | null;
    oomKilled: boolean;
  }): Promise<void> {
    const ending = current;
    if (!ending) return;
    current = undefined;
    worked += ending.life.workedSeconds();
    if (how.oomKilled) oomKills += 1;
    ending.life.end(new Error(`${name} exited`));
    restarts += 1;
    const restartInMs = scaledDown ? null : backOff.afterExit(clock.nowMs());
    recorder.record({
      type: "process.exit",
      ...{ process: name, pid: ending.pid, ...how, restartInMs },
    });
    await ending.stack.disposeAsync();
    if (restartInMs === null) return;
    clock
      .sleep(restartInMs, gone.signal)
      .then(() => (scaledDown ? undefined : begin()))
      .catch(() => {});
  }
}
