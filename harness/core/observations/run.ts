import type { Fault } from "../fault.ts";
import type { Json, JsonObject } from "../json.ts";

/** The course of the run itself: steps, faults, and what must be said besides. */
export type RunObservation =
  | { type: "step.start"; step: string; use: string; with: JsonObject }
  | { type: "step.end"; step: string; outcome: "done" | "timeout" | "error"; because?: string }
  /** The environment cannot do something the scenario asks for. */
  | { type: "unsupported"; what: string; because: string }
  | { type: "note"; text: string; data?: Json }
  | { type: "run.end"; outcome: "done" | "interrupted" | "error"; because?: string }
  | { type: "fault.start"; id: string; fault: Fault }
  /** `met`: requests or connections the fault acted on; null where that cannot be counted. */
  | { type: "fault.end"; id: string; met: number | null };
