import type { Clock } from "../../../harness/core/clock.ts";
import type { ApiFaultEffect } from "../../../harness/core/fault.ts";
import type { Doors, Handler, RequestContext } from "../handler.ts";

/** What a fault is made from. */
export interface FaultSetup<Use extends ApiFaultEffect["use"]> {
  id: string;
  effect: Extract<ApiFaultEffect, { use: Use }>;
  clock: Clock;
  /** Aborts when the fault is removed: its effect ends at once, also on transfers under way. */
  removed: AbortSignal;
  /** Notes that the fault acted on this request; counts it once. */
  meet(context: RequestContext): void;
  doors: Doors;
}

/** A fault at work. */
export interface FaultInForce {
  /** Acts on single requests; absent for faults on connections only. */
  wrap?: (next: Handler) => Handler;
  /** Connections met besides the requests, null where they can't be counted; absent means none. */
  met?: () => number | null;
  /** Ends what reaches beyond requests. */
  end?: () => Promise<void>;
}
