import { createHash } from "node:crypto";
import { type ApiObject, statusOf } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import { describe } from "../runtime/start-controller.ts";
import type { LocalReference, ObjectReference } from "./context.ts";

export interface ReceiverSpec {
  type: string;
  interval?: string;
  events?: string[];
  resources: ObjectReference[];
  resourceFilter?: string;
  secretRef: LocalReference;
  suspend?: boolean;
}

export type ReceiverStatus = {
  webhookPath?: string;
  observedGeneration?: number;
  lastHandledReconcileAt?: string;
  [field: string]: unknown;
};

export const webhookRoot = "/hook/";

/** Where a Receiver's webhooks come in: nobody finds it without the token. */
export function webhookPath({ metadata: { name, namespace = "" } }: ApiObject, token: string) {
  const digest = createHash("sha256").update(`${token}${name}${namespace}`).digest("hex");
  return `${webhookRoot}${digest}`;
}

/** A Receiver's token. @throws an error in notification-controller's words. */
export async function tokenOf(
  { api, signal }: ControllerProcess,
  receiver: ApiObject,
): Promise<string> {
  const { namespace } = receiver.metadata;
  const { name } = (receiver.spec as ReceiverSpec).secretRef;
  const whole = `${namespace}/${name}`;
  const path = { apiVersion: "v1", resource: "secrets", namespace, name };
  const { data = {} } = (await api.get(path, { signal }).catch((error) => {
    const because = statusOf(error)?.message ?? describe(error);
    throw new Error(`unable to read token from secret '${whole}' error: ${because}`);
  })) as { data?: Record<string, string> };
  if (data.token === undefined) {
    throw new Error(`invalid '${whole}' secret data: required fields 'token'`);
  }
  return Buffer.from(data.token, "base64").toString("utf8");
}
