import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import { readReceiver, webhook } from "./receiver-access.ts";
import { type StepImplementation, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  /** Name of a Receiver of type `generic` or `generic-hmac`. */
  receiver: z.string(),
  /** Where to: its own path by default, or one that no Receiver has. */
  path: z.enum(["own", "unknown"]).optional(),
  /** With the Receiver's token by default. */
  signature: z.enum(["valid", "wrong", "none"]).optional(),
});

/** Sends a webhook to a Receiver, as a Git host does after a push. */
export function sendHook(options: z.infer<typeof arguments_>): Step {
  return stepData("send-hook", options);
}

/** As long as a real one: SHA-256 in hexadecimal digits. */
const unknownPath = `/hook/${"0".repeat(64)}`;

export const sendHookStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { receiver, path = "own", signature = "valid" } }) {
    const { slot, clock, recorder } = context;
    const { webhookPath, token } = await readReceiver(context, receiver);
    const signedWith = { valid: token, wrong: `not ${token}`, none: null }[signature];
    const startedMs = clock.nowMs();
    const status = await slot.hook(
      webhook({ path: path === "own" ? webhookPath : unknownPath, signedWith }),
    );
    const durationMs = clock.nowMs() - startedMs;
    recorder.record(
      { type: "hook.request", receiver, path, signature, status, durationMs },
      startedMs,
    );
  },
};
