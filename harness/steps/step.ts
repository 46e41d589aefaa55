import type { z } from "zod";
import type { Clock, Random } from "../core/clock.ts";
import type { Recorder } from "../core/history.ts";
import type { JsonObject } from "../core/json.ts";
import type { Scenario, Step } from "../core/scenario.ts";
import type { Slot } from "../environments/environment.ts";
import type { ClusterView } from "../probes/cluster-view.ts";
import type { Plan } from "../scenario/plan.ts";
import type { RepositoryStates } from "./repository-states.ts";

/** What a step has to work with. */
export interface DriveContext {
  scenario: Scenario;
  plan: Plan;
  slot: Slot;
  view: ClusterView;
  repositories: RepositoryStates;
  recorder: Recorder;
  clock: Clock;
  random: Random;
  /** The run directory, for what is too much for a history. */
  dir: string;
  signal: AbortSignal;
  /** Runs inner steps one after another, numbered below `path`. */
  run(steps: readonly Step[], path: string): Promise<void>;
}

/** What a step is given: its checked arguments, and itself for inner steps. */
export interface StepCall<Arguments> {
  context: DriveContext;
  with: Arguments;
  step: Step;
  /** `2.1`: where it stands in the drive. */
  path: string;
}

/** A registered step. */
export interface StepImplementation<Arguments = unknown> {
  arguments: z.ZodType<Arguments>;
  /** @throws StepTimeout when what it awaits doesn't come in time; the drive then goes on to its end. */
  run(call: StepCall<Arguments>): Promise<void>;
}

/** What was awaited did not come in time: a finding about the subject, not a failure of the harness. */
export class StepTimeout extends Error {
  override readonly name = "StepTimeout";
}

/** A step as data. */
export function stepData(use: string, with_: Record<string, unknown> = {}): Step {
  const given = Object.entries(with_).filter(([, value]) => value !== undefined);
  return given.length > 0 ? { use, with: Object.fromEntries(given) as JsonObject } : { use };
}
