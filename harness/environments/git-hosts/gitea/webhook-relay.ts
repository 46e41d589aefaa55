import type { Webhook } from "../../../../simulators/git/webhooks.ts";
import { startHttpListener } from "../../../../simulators/support/http-listener.ts";
import { makeToken } from "../../../../simulators/support/pki.ts";
import { type HarnessAddress, reachedOrigin } from "../../harness-address.ts";

/**
 * Where Gitea sends its webhooks: each has a path of its own, and is passed on by `deliver`, unchanged. So it
 * is on record what became of it, and Gitea, in whatever container, needs no way to notification-controller.
 */
export interface WebhookRelay extends AsyncDisposable {
  /** The URL for Gitea to send a webhook to. */
  add(webhook: Webhook): string;
}

/** Headers that are made anew on the way. */
const ofConnection = new Set(["host", "connection", "content-length", "accept-encoding"]);

export async function startWebhookRelay(options: {
  address: HarnessAddress;
  onError(error: unknown): void;
}): Promise<WebhookRelay> {
  const { address, onError } = options;
  const webhooks = new Map<string, Webhook>();
  const listener = await startHttpListener({
    ...{ host: address.listen, onError },
    async handler(request) {
      const webhook = webhooks.get(new URL(request.url).pathname);
      if (!webhook || request.method !== "POST") return new Response(null, { status: 404 });
      const headers = [...request.headers].filter(([name]) => !ofConnection.has(name));
      const body = await request.text();
      const status = await webhook.deliver({ headers: Object.fromEntries(headers), body });
      return new Response(null, { status: status === 0 ? 502 : status });
    },
  });
  return {
    add(webhook) {
      const path = `/${makeToken()}`;
      webhooks.set(path, webhook);
      return `${reachedOrigin(listener, address)}${path}`;
    },
    [Symbol.asyncDispose]: () => listener[Symbol.asyncDispose](),
  };
}
