import { createHmac } from "node:crypto";
import type { Random } from "../../harness/core/clock.ts";

/** A branch or a tag that moved, was made or was deleted. */
export interface RefMoved {
  repository: string;
  /** `refs/heads/main` */
  ref: string;
  /** Null for a ref that is new. */
  before: string | null;
  /** Null for a ref that is gone. */
  after: string | null;
  /** Name of an account. */
  pusher: string;
}

/** One webhook as it is sent. */
export interface WebhookDelivery {
  headers: Record<string, string>;
  body: string;
}

export interface Webhook {
  repository: string;
  secret: string;
  /** Takes what is sent and resolves to the status answered, 0 for none; where to is its own affair. */
  deliver(delivery: WebhookDelivery): Promise<number>;
}

/** The webhooks of a Git host. Disposing it waits for those under way. */
export interface Webhooks extends AsyncDisposable {
  add(webhook: Webhook): void;
  /** Whether anybody wants to know of a repository's pushes. */
  has(repository: string): boolean;
  /** Tells of a ref's move, made before; nobody waits for the answers. */
  moved(move: RefMoved): void;
}

/** Sends push events as Gitea 1.26 does, signed by each webhook's secret; none is sent twice. */
export function createWebhooks(random: Random): Webhooks {
  const hooks: Webhook[] = [];
  const underWay = new Set<Promise<unknown>>();
  return {
    add: (hook) => void hooks.push(hook),
    has: (repository) => hooks.some((hook) => hook.repository === repository),
    moved(move) {
      for (const { repository, secret, deliver } of hooks) {
        if (repository !== move.repository) continue;
        const sent = deliver(deliveryOf(move, secret, uuidFrom(random))).catch(() => {});
        underWay.add(sent);
        void sent.then(() => underWay.delete(sent));
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(underWay);
    },
  };
}

const noCommit = "0".repeat(40);

/** Of Gitea's body what says which push it was; of its headers all that receivers read. */
function deliveryOf(move: RefMoved, secret: string, id: string): WebhookDelivery {
  const { repository, ref, before, after, pusher } = move;
  const event = "push";
  const body = JSON.stringify({
    ...{ ref, before: before ?? noCommit, after: after ?? noCommit },
    total_commits: after === null ? 0 : 1,
    head_commit: after === null ? null : { id: after },
    repository: { name: repository, full_name: repository },
    pusher: { login: pusher },
    sender: { login: pusher },
  });
  const signed = (algorithm: string) => createHmac(algorithm, secret).update(body).digest("hex");
  const sha256 = signed("sha256");
  const ofVendor = (vendor: string) => ({
    [`x-${vendor}-delivery`]: id,
    [`x-${vendor}-event`]: event,
    [`x-${vendor}-event-type`]: event,
  });
  return {
    headers: {
      "content-type": "application/json",
      ...{ ...ofVendor("gitea"), ...ofVendor("gogs"), ...ofVendor("github") },
      "x-gitea-signature": sha256,
      "x-gogs-signature": sha256,
      "x-hub-signature": `sha1=${signed("sha1")}`,
      "x-hub-signature-256": `sha256=${sha256}`,
    },
    body,
  };
}

function uuidFrom(random: Random): string {
  const digits = (count: number) =>
    Array.from({ length: count }, () => random.below(16).toString(16)).join("");
  return [8, 4, 4, 4, 12].map(digits).join("-");
}
