import type { Handler } from "../../support/handler.ts";
import { wholeAnswer } from "../../support/whole-answer.ts";
import { isReadyObject } from "../runtime/conditions.ts";
import type { ApiObject } from "../runtime/controller-api.ts";
import { describe } from "../runtime/start-controller.ts";
import type { NotificationContext } from "./context.ts";
import { type ReceiverSpec, type ReceiverStatus, tokenOf, webhookRoot } from "./receiver.ts";
import { requestReconciliation } from "./request-reconciliation.ts";
import { bodyBytesMax, validateHook } from "./validate-hook.ts";

/** Where webhooks come in; its answers have no body but those of Go's own server. */
export function receiverServer(context: NotificationContext): Handler {
  return async (request) => {
    const url = new URL(request.url);
    const path = `${url.pathname}${url.search}`;
    if (!path.startsWith(webhookRoot)) return wholeAnswer("404 page not found\n", { status: 404 });
    await context.receivers.synced;
    return wholeAnswer("", { status: await take(context, path, request) });
  };
}

async function take(context: NotificationContext, path: string, request: Request): Promise<number> {
  const { process, receivers } = context;
  const receiver = receivers.list().find((each) => answersAt(context, each, path));
  if (!receiver) return 404;
  const spec = receiver.spec as ReceiverSpec;
  if (spec.suspend || !isReadyObject(receiver)) {
    process.log(
      `unable to process request: receiver is ${spec.suspend ? "suspended" : "not ready"}`,
    );
    return 503;
  }
  try {
    const body = new Uint8Array(await request.arrayBuffer());
    if (body.length > bodyBytesMax) {
      throw new Error(`request body exceeds the maximum size of ${bodyBytesMax} bytes`);
    }
    const token = await tokenOf(process, receiver);
    validateHook(process, spec, { headers: request.headers, body }, token);
  } catch (error) {
    process.log(`unable to validate payload: ${describe(error)}`);
    return 400;
  }
  return (await requestAll(context, receiver)) ? 200 : 500;
}

function answersAt({ process }: NotificationContext, { status }: ApiObject, path: string): boolean {
  const { webhookPath } = (status ?? {}) as ReceiverStatus;
  if (!webhookPath) return false;
  return webhookPath === path || process.has("receiver-at-any-path");
}

/** All of them, whatever becomes of each. */
async function requestAll(context: NotificationContext, receiver: ApiObject): Promise<boolean> {
  let isWhole = true;
  for (const resource of (receiver.spec as ReceiverSpec).resources) {
    try {
      await requestReconciliation(context, resource, receiver);
    } catch (error) {
      context.process.log(`unable to request reconciliation: ${describe(error)}`);
      isWhole = false;
    }
  }
  return isWhole;
}
