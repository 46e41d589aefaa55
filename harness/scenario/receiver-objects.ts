import type { KubeObject } from "../core/json.ts";
import { madeToken } from "./placeholders.ts";

export interface ReceiverOptions {
  /** Also of the Secret with its token, which the run makes. */
  name: string;
  /** The GitRepository that a webhook has fetched. */
  source: string;
  /** Who signs how; default `generic-hmac`. */
  type?: string;
  /** Webhooks of other events are passed over; default none are. */
  events?: string[];
}

/** A Receiver that has one source fetched, and the Secret it wants. */
export function receiverObjects(options: ReceiverOptions): KubeObject[] {
  const { name, source, type = "generic-hmac", events } = options;
  return [
    {
      apiVersion: "v1",
      kind: "Secret",
      metadata: { name },
      stringData: { token: madeToken(name) },
    },
    {
      apiVersion: "notification.toolkit.fluxcd.io/v1",
      kind: "Receiver",
      metadata: { name },
      spec: {
        type,
        ...(events ? { events } : {}),
        secretRef: { name },
        resources: [{ kind: "GitRepository", name: source }],
      },
    },
  ];
}
