import type { Step } from "../core/scenario.ts";
import { resolveStep } from "../steps/registry.ts";
import { type DriveContext, StepTimeout } from "../steps/step.ts";

/**
 * Runs the drive of a scenario, recording the start and end of every step.
 * @throws what a step threw: the drive ends at the first step that could not be done.
 */
export async function drive(
  context: Omit<DriveContext, "run">,
  onStep: (text: string) => void,
): Promise<void> {
  const whole: DriveContext = { ...context, run };
  await run(context.scenario.drive, "");

  async function run(steps: readonly Step[], path: string): Promise<void> {
    for (const [index, step] of steps.entries()) {
      whole.signal.throwIfAborted();
      await runStep(step, path ? `${path}.${index + 1}` : `${index + 1}`);
    }
  }

  async function runStep(step: Step, path: string): Promise<void> {
    const { recorder } = whole;
    const { implementation, arguments: with_ } = resolveStep(step, `step ${path}`);
    onStep(`step ${path}: ${step.use}`);
    recorder.record({ type: "step.start", step: path, use: step.use, with: step.with ?? {} });
    try {
      await implementation.run({ context: whole, with: with_, step, path });
      recorder.record({ type: "step.end", step: path, outcome: "done" });
    } catch (error) {
      const outcome = error instanceof StepTimeout ? "timeout" : "error";
      const because = (error as Error).message;
      recorder.record({ type: "step.end", step: path, outcome, because });
      throw error;
    }
  }
}
