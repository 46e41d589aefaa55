import { HarnessError } from "../../core/failure.ts";
import type { Child, Exit } from "../process/child.ts";
import { lastLines } from "../process/last-lines.ts";
import { PortTakenError, saysPortTaken } from "./port-taken.ts";
import type { ControllerRequest } from "./start-controller.ts";
import { awaitWorkers, workersLog } from "./workers.ts";

/** A controller that never had workers and exits so often is broken, not unlucky. */
const exitsToGiveUp = 3;
const limitMs = 60_000;
/** Too small a limit shows as a start that never ends, which is for the scenario to judge. */
const limitUnderNamedMemoryMs = 20_000;

/** Follows the lives of one controller until its workers run. */
export interface StartWatch {
  onStart(child: Child): void;
  /** Its port was taken by another program: the slot is started once more, and this start never was. */
  isVoid(child: Child): Promise<boolean>;
  /** Resolves once the exit has been judged. */
  onExit(child: Child, exit: Exit): Promise<void>;
  /**
   * Resolves when workers run, or, under a limit that the scenario names, when they have had
   * their time. Otherwise the slot fails, and `ready` rejects with the reason.
   */
  ready: Promise<void>;
}

export function watchStart(request: ControllerRequest): StartWatch {
  const { context, name, controller, limits } = request;
  const isNamed = limits.memoryNamed || limits.cpuMilli !== undefined;
  const { recorder, clock, signal } = context;
  const running = Promise.withResolvers<void>();
  let everReady = false;
  let earlyExits = 0;
  let log = workersLog(controller.reconcilers);

  const follow = async (child: Child) => {
    log = workersLog(controller.reconcilers);
    if (!(await awaitWorkers({ child, log, clock, signal }))) return;
    recorder.record({ type: "process.workers", process: name, pid: child.pid });
    everReady = true;
    running.resolve();
  };
  const judgeExit = async (child: Child, exit: Exit) => {
    const end = await lastLines(child.logFile);
    if (saysPortTaken(end)) throw new PortTakenError(name);
    if (isNamed || earlyExits < exitsToGiveUp) return;
    throw new HarnessError(
      `${name} exited ${earlyExits} times before its workers ran, last with ` +
        `${exit.signal ?? `code ${exit.code}`}. The end of ${child.logFile}:\n${end}`,
    );
  };
  const ready = async () => {
    const given = limits.memoryNamed ? limitUnderNamedMemoryMs : limitMs;
    const waiting = new AbortController();
    const timeout = clock
      .sleep(given, AbortSignal.any([signal, waiting.signal]))
      .then(() => "timeout" as const);
    try {
      if ((await Promise.race([running.promise, timeout])) !== "timeout") return;
    } finally {
      waiting.abort();
      timeout.catch(() => undefined);
    }
    const missing = log.missing().join(", ") || "none announced";
    if (!isNamed) throw await describeTimeout(request, missing);
    recorder.record({
      type: "note",
      text: `${name} has no workers ${given / 1000} s after its start under the limits of the scenario; missing: ${missing}`,
    });
  };
  const outcome = ready();
  // Whoever awaits it gets the rejection, but may not have come to that yet.
  outcome.catch(() => undefined);
  return {
    onStart: (child) => void follow(child).catch(failUnlessAborted(request)),
    isVoid: async (child) => !everReady && saysPortTaken(await lastLines(child.logFile)),
    async onExit(child, exit) {
      if (everReady) return;
      earlyExits += 1;
      await judgeExit(child, exit).catch(context.fail);
    },
    ready: outcome,
  };
}

async function describeTimeout(request: ControllerRequest, missing: string): Promise<Error> {
  const path = `${request.context.logs}/${request.name}.log`;
  return new HarnessError(
    `${request.name} had no workers within ${limitMs / 1000} s of its start; missing: ${missing}. ` +
      `The end of ${path}:\n${await lastLines(path)}`,
  );
}

function failUnlessAborted({ context }: ControllerRequest): (error: unknown) => void {
  return (error) => {
    if (!context.signal.aborted) context.fail(error);
  };
}
