import { z } from "zod";
import type { Step } from "../core/scenario.ts";
import { readReceiver } from "./receiver-access.ts";
import { type StepImplementation, stepData } from "./step.ts";

const arguments_ = z.strictObject({
  /** Globs; all repositories by default. */
  repositories: z.array(z.string()).optional(),
  /** Name of a Receiver, of type `github` for what Gitea sends; it must be Ready. */
  receiver: z.string(),
  /** What pushes are signed with: the Receiver's token by default. */
  signature: z.enum(["valid", "wrong"]).optional(),
});

/** From now on the Git host tells a Receiver of every push. */
export function addWebhook(options: z.infer<typeof arguments_>): Step {
  return stepData("add-webhook", options);
}

export const addWebhookStep: StepImplementation<z.infer<typeof arguments_>> = {
  arguments: arguments_,
  async run({ context, with: { repositories, receiver, signature = "valid" } }) {
    const { slot } = context;
    const { webhookPath: path, token } = await readReceiver(context, receiver);
    const secret = signature === "valid" ? token : `not ${token}`;
    for (const { name } of context.repositories.select(repositories)) {
      const deliver = (delivery: { headers: Record<string, string>; body: string }) =>
        slot.hook({ path, ...delivery });
      await slot.gitHost.addWebhook({ repository: name, secret, deliver });
    }
  },
};
