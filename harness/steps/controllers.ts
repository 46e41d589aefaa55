import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import { type StepImplementation, stepData } from "./step.ts";

/** The name of an instance: `source-controller`, `source-controller-shard1`. */
const controller = z.string();

const killArguments = z.strictObject({
  controller,
  /** `crash` (default): SIGKILL. `stop`: SIGTERM, as on a rollout. */
  how: z.enum(["crash", "stop"]).optional(),
  /**
   * `kept` (default): its container is restarted, what it has on disk stays. `replaced`: its Pod is, and its
   * emptyDir volumes begin empty, among them the storage of artifacts.
   */
  pod: z.enum(["kept", "replaced"]).optional(),
});

/** Ends a controller, which begins again by itself; goes on once it is gone, not once it is back. */
export function killController(options: z.infer<typeof killArguments>): Step {
  return stepData("kill-controller", options);
}

export const killControllerStep: StepImplementation<z.infer<typeof killArguments>> = {
  arguments: killArguments,
  async run({ context, with: { controller, how = "crash", pod = "kept" } }) {
    await context.slot.controllers.end({ controller, how, pod });
  },
};

const frozenArguments = z.strictObject({ controller });

/**
 * Holds a controller where it is, as a node that hangs does: whoever has a connection to it, or makes one, waits.
 * Goes on until it is thawed or ended. In a cluster the kubelet restarts one that doesn't answer its probes.
 */
export function freezeController(options: z.infer<typeof frozenArguments>): Step {
  return stepData("freeze-controller", options);
}

/** Lets a frozen controller go on where it was. */
export function thawController(options: z.infer<typeof frozenArguments>): Step {
  return stepData("thaw-controller", options);
}

export const freezeControllerStep = freezes(true);
export const thawControllerStep = freezes(false);

function freezes(frozen: boolean): StepImplementation<z.infer<typeof frozenArguments>> {
  return {
    arguments: frozenArguments,
    async run({ context, with: { controller } }) {
      await context.slot.controllers.freeze({ controller, frozen });
    },
  };
}

const scaleArguments = z.strictObject({ controller, replicas: z.literal([0, 1]) });

/** Takes a controller away, or brings it back, as `kubectl scale` of its Deployment does; its storage goes with it. */
export function scaleController(options: z.infer<typeof scaleArguments>): Step {
  return stepData("scale-controller", options);
}

export const scaleControllerStep: StepImplementation<z.infer<typeof scaleArguments>> = {
  arguments: scaleArguments,
  async run({ context, with: { controller, replicas } }) {
    await context.slot.controllers.scale({ controller, replicas });
  },
};
