import { writeObject } from "../../definitions/read-object.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { sameJson } from "../../registry/same-json.ts";
import { type Attributes, internalError } from "../attributes.ts";
import type { Expressions } from "../cel/expressions.ts";
import { convert } from "../equivalents.ts";
import { callWebhook } from "./call-webhook.ts";
import { CallFailed } from "./failure.ts";
import { patchObject } from "./patch-object.ts";
import type { Caller } from "./post-review.ts";
import type { ReviewResponse } from "./read-response.ts";
import { shouldCall } from "./should-call.ts";
import { type RegisteredWebhook, registeredWebhooks } from "./webhook.ts";

/** What one round of mutation leaves to the next: who is to be asked again. */
export interface Reinvocation {
  round: number;
  /** A webhook changed the object: then all is asked once more. */
  changed: boolean;
  /** Asked since the last change, and willing to be asked again. */
  invoked: Set<string>;
  /** To be asked again: another changed the object after them. */
  again: Set<string>;
  /** What the webhooks of the round before left. */
  output?: ApiObject | undefined;
}

/** Asks mutating webhooks one after the other. Returns the object they leave. @throws ApiError */
export async function mutateByWebhooks(
  attributes: Attributes,
  reinvocation: Reinvocation,
  { caller, expressions }: { caller: Caller; expressions: Expressions },
): Promise<ApiObject | undefined> {
  const webhooks = registeredWebhooks(attributes.reader, "mutatingwebhookconfigurations");
  if (webhooks.length === 0) return undefined;
  let { object } = asWritten(attributes);
  if (reinvocation.round > 0 && !sameJson(reinvocation.output, object)) {
    askAgain(reinvocation);
  }
  for (const webhook of webhooks) {
    const now = withObject(attributes, object);
    const found = shouldCall(webhook, now, expressions);
    if (!found || (reinvocation.round > 0 && !reinvocation.again.has(webhook.id))) continue;
    const before = object;
    try {
      const response = await callWebhook(
        webhook,
        { attributes: now, found, mutating: true },
        caller,
      );
      object = (await patched(webhook, response, now, found)) ?? object;
      if (object && before && !sameJson(before, object)) askAgain(reinvocation);
    } catch (error) {
      if (!(error instanceof CallFailed)) throw error;
      if (webhook.failurePolicy !== "Ignore") throw unanswered(webhook, error);
    }
    if (webhook.reinvocationPolicy === "IfNeeded") reinvocation.invoked.add(webhook.id);
  }
  reinvocation.output = object;
  return object;
}

/** Objects as Go would write them; those that are posted to subresources come so. */
function asWritten(attributes: Attributes): Attributes {
  const { object, found } = attributes;
  const { custom, kind } = found.definition;
  if (!object || custom || object.kind !== kind) return attributes;
  return { ...attributes, object: writeObject(found.version, object) };
}

async function patched(
  { name }: RegisteredWebhook,
  { patch, patchType }: ReviewResponse,
  attributes: Attributes,
  found: Parameters<typeof patchObject>[2],
): Promise<ApiObject | undefined> {
  if (!patch) return undefined;
  const operations = decode(patch);
  if (operations === null || (Array.isArray(operations) && operations.length === 0)) {
    return undefined;
  }
  const { object } = attributes;
  if (!object) {
    throw internalError(
      `admission webhook ${JSON.stringify(name)} attempted to modify the object, which is not supported for this operation`,
    );
  }
  if (patchType !== "JSONPatch") {
    throw new CallFailed(`unsupported patch type ${JSON.stringify(patchType)}`);
  }
  const { converting } = attributes;
  const shown = await converting(() => convert(object, attributes.found, found));
  const changed = patchObject(shown, operations, found);
  return converting(() => convert(changed, found, attributes.found));
}

function decode(patch: string): unknown {
  const text = Buffer.from(patch, "base64").toString();
  try {
    return JSON.parse(text);
  } catch {
    const why = `invalid character '${text.trimStart()[0] ?? ""}' looking for beginning of value`;
    throw new CallFailed(`received undecodable patch in webhook response: ${why}`);
  }
}

/** A change was made: those asked before it may want to see it. */
function askAgain(reinvocation: Reinvocation): void {
  reinvocation.changed = true;
  for (const id of reinvocation.invoked) reinvocation.again.add(id);
  reinvocation.invoked.clear();
}

function withObject(attributes: Attributes, object: ApiObject | undefined): Attributes {
  return object ? { ...attributes, object } : attributes;
}

/** A webhook that can't be left out gave no answer. */
export function unanswered({ name }: { name: string }, { message }: CallFailed) {
  return internalError(`failed calling webhook ${JSON.stringify(name)}: ${message}`);
}
