import { createHmac } from "node:crypto";
import { UsageError } from "../core/failure.ts";
import type { HookRequest } from "../environments/environment.ts";
import type { DriveContext } from "./step.ts";

/** What it takes to have a webhook accepted: both are secrets, and go into no history. */
export interface ReceiverAccess {
  /** `status.webhookPath` */
  webhookPath: string;
  token: string;
}

/** Reads the path and the token of a Receiver. @throws UsageError where it has none yet. */
export async function readReceiver(
  { slot: { cluster }, plan: { namespace } }: Pick<DriveContext, "slot" | "plan">,
  name: string,
): Promise<ReceiverAccess> {
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

const body = JSON.stringify({ from: "fluxproof" });

/** A webhook as a Git host sends it to a Receiver of type `generic-hmac`. */
export function webhook({
  path,
  signedWith,
}: {
  path: string;
  /** A token; null for no signature. */
  signedWith: string | null;
}): HookRequest {
  const signature = (key: string) => createHmac("sha256", key).update(body).digest("hex");
  return {
    path,
    headers: {
      "content-type": "application/json",
      ...(signedWith === null ? {} : { "x-signature": `sha256=${signature(signedWith)}` }),
    },
    body,
  };
}
