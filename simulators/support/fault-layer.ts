import type { Clock } from "../../harness/core/clock.ts";
import { UsageError } from "../../harness/core/failure.ts";
import type { Fault, GitFault } from "../../harness/core/fault.ts";
import { answers } from "./faults/answers.ts";
import { blackholes } from "./faults/blackholes.ts";
import { delays } from "./faults/delays.ts";
import { limits } from "./faults/limits.ts";
import { refuses } from "./faults/refuses.ts";
import { resets } from "./faults/resets.ts";
import type { FaultInForce, FaultSetup } from "./faults/setup.ts";
import { stalls } from "./faults/stalls.ts";
import { throttles } from "./faults/throttles.ts";
import { truncates } from "./faults/truncates.ts";
import type { Doors, Handler, RequestContext } from "./handler.ts";

export interface FaultLayerOptions<Target extends Fault = GitFault> {
  /** What the layer stands before; `git-host` unless told. */
  target?: Target["target"];
  /** What ids begin with, to tell those of several layers apart; `fault` unless told. */
  idPrefix?: string;
  handler: Handler;
  clock: Clock;
  /** The listener in front, for faults on connections. */
  doors: Doors;
  /** Whether the fault's `match` covers the request. */
  matches(fault: Target, request: Request, context: RequestContext): boolean;
  /** Faults of this target's own, and those it plays in its own way; undefined for all others. */
  enforce?(setup: FaultToEnforce<Target>): FaultInForce | Promise<FaultInForce> | undefined;
}

/** A fault about to be put in force. */
export interface FaultToEnforce<Target extends Fault> extends Omit<FaultSetup<never>, "effect"> {
  fault: Target;
}

/** A handler with faults that come and go. */
export interface FaultLayer extends AsyncDisposable {
  handle: Handler;
  /** Puts a fault in force. @throws UsageError for another target or figures that make no sense. */
  inject(fault: Fault): Promise<{
    /** `fault-1`, `fault-2`, …, or with another prefix. */
    id: string;
    /** Requests or connections that it acted on so far; null where they can't be counted. */
    met(): number | null;
    /** Ends it, also on transfers under way, and resolves to `met` at its end. */
    remove(): Promise<number | null>;
  }>;
}

/** Faults act in the order of injection seen from the server: the newest meets a request first. */
export function createFaultLayer<Target extends Fault = GitFault>(
  options: FaultLayerOptions<Target>,
): FaultLayer {
  const { handler, matches, clock, doors, target = "git-host", idPrefix = "fault" } = options;
  const isOurs = (fault: Fault): fault is Target => fault.target === target;
  const active = new Map<
    string,
    { fault: Target; force: FaultInForce; remove(): Promise<unknown> }
  >();
  let injected = 0;

  return {
    handle(request, context) {
      let chain = handler;
      for (const { fault, force } of active.values()) {
        if (force.wrap && matches(fault, request, context)) chain = force.wrap(chain);
      }
      return chain(request, context);
    },
    async inject(fault) {
      if (!isOurs(fault)) {
        throw new UsageError(`a fault of target ${fault.target} was given to the ${target}`);
      }
      injected += 1;
      const id = `${idPrefix}-${injected}`;
      const removal = new AbortController();
      let met = 0;
      const meet = (context: RequestContext) => {
        if (context.faults.includes(id)) return;
        context.faults.push(id);
        met += 1;
      };
      const setup = { id, fault, clock, doors, removed: removal.signal, meet };
      const force = await (options.enforce?.(setup) ?? enforceCommon(setup));
      const metInAll = () => {
        const connections = force.met ? force.met() : 0;
        return connections === null ? null : met + connections;
      };
      let removed: Promise<number | null> | undefined;
      const remove = () => {
        removed ??= (async () => {
          active.delete(id);
          removal.abort(new Error(`${id} was removed`));
          await force.end?.();
          return metInAll();
        })();
        return removed;
      };
      active.set(id, { fault, force, remove });
      return { id, met: metInAll, remove };
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([...active.values()].map(({ remove }) => remove()));
    },
  };
}

function enforceCommon(setup: FaultToEnforce<Fault>): FaultInForce | Promise<FaultInForce> {
  const { fault, ...rest } = setup;
  switch (fault.use) {
    case "answers":
      return answers({ ...rest, effect: fault });
    case "limits":
      return limits({ ...rest, effect: fault });
    case "throttles":
      return throttles({ ...rest, effect: fault });
    case "stalls":
      return stalls({ ...rest, effect: fault });
    case "truncates":
      return truncates({ ...rest, effect: fault });
    case "resets":
      return resets({ ...rest, effect: fault });
    case "delays":
      return delays({ ...rest, effect: fault });
    case "refuses":
      return refuses({ ...rest, effect: fault });
    case "blackholes":
      return blackholes({ ...rest, effect: fault });
    default:
      throw new UsageError(`no fault is named ${JSON.stringify((fault as Fault).use)}`);
  }
}
