import { createHmac } from "node:crypto";
import { z } from "zod";
import { UsageError } from "../core/failure.ts";
import type { Step } from "../core/scenario.ts";
import { type DriveContext, type StepImplementation, stepData } from "./step.ts";

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

const body = JSON.stringify({ from: "fluxproof" });
/** As long as a real one: SHA-256 in hexadecimal digits. */
const unknownPath = `/hook/${"0".repeat(64)}`;

export const sendHookStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { receiver, path = "own", signature = "valid" } }) {
    const { slot, clock, recorder } = context;
    const { webhookPath, token } = await readReceiver(context, receiver);
    const signed = signature === "wrong" ? `not ${token}` : token;
    const digest = createHmac("sha256", signed).update(body).digest("hex");
    const startedMs = clock.nowMs();
    const status = await slot.hook({
      path: path === "own" ? webhookPath : unknownPath,
      headers: {
        "content-type": "application/json",
        ...(signature === "none" ? {} : { "x-signature": `sha256=${digest}` }),
      },
      body,
    });
    const durationMs = clock.nowMs() - startedMs;
    recorder.record(
      { type: "hook.request", receiver, path, signature, status, durationMs },
      startedMs,
    );
  },
};

/** The path and the token of a Receiver, both of them secrets. */
async function readReceiver(
  { slot: { cluster }, plan: { namespace } }: Pick<DriveContext, "slot" | "plan">,
  name: string,
): Promise<{ webhookPath: string; token: string }> {
  const receiver = (await cluster.get({
    apiVersion: "notification.toolkit.fluxcd.io/v1",
    kind: "Receiver",
    metadata: { name, namespace },
  })) as
    | { spec?: { secretRef?: { name?: string } }; status?: { webhookPath?: string } }
    | undefined;
  const webhookPath = receiver?.status?.webhookPath;
  if (!webhookPath) {
    throw new UsageError(
      `Receiver ${name} ${receiver ? "has no status.webhookPath yet: wait until it is Ready" : "doesn't exist"}`,
    );
  }
  const secretName = receiver.spec?.secretRef?.name ?? "";
  const secret = (await cluster.get({
    apiVersion: "v1",
    kind: "Secret",
    metadata: { name: secretName, namespace },
  })) as { data?: { token?: string } } | undefined;
  const token = secret?.data?.token;
  if (token === undefined)
    throw new UsageError(`Receiver ${name}: its Secret ${secretName} has no token`);
  return { webhookPath, token: Buffer.from(token, "base64").toString() };
}
