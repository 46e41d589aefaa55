import type { Attributes } from "../attributes.ts";
import type { Expressions } from "../cel/expressions.ts";
import { callWebhook } from "./call-webhook.ts";
import { CallFailed } from "./failure.ts";
import { unanswered } from "./mutating.ts";
import type { Caller } from "./post-review.ts";
import { shouldCall } from "./should-call.ts";
import { registeredWebhooks } from "./webhook.ts";

/** Asks all validating webhooks at once. @throws ApiError of the first that refuses, in their order. */
export async function validateByWebhooks(
  attributes: Attributes,
  { caller, expressions }: { caller: Caller; expressions: Expressions },
): Promise<void> {
  const webhooks = registeredWebhooks(attributes.reader, "validatingwebhookconfigurations");
  const asked = webhooks.flatMap((webhook) => {
    const found = shouldCall(webhook, attributes, expressions);
    return found ? [{ webhook, found }] : [];
  });
  const answers = await Promise.allSettled(
    asked.map(async ({ webhook, found }) => {
      try {
        await callWebhook(webhook, { attributes, found, mutating: false }, caller);
      } catch (error) {
        if (!(error instanceof CallFailed)) throw error;
        if (webhook.failurePolicy !== "Ignore") throw unanswered(webhook, error);
      }
    }),
  );
  for (const answer of answers) if (answer.status === "rejected") throw answer.reason;
}
