import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { basicCredentials } from "../../../../simulators/git/accounts.ts";
import type { RepositoryWriter } from "../../../../simulators/git/repository-writer.ts";
import { parseGitRequest } from "../../../../simulators/git/request-path.ts";
import type { Handler } from "../../../../simulators/support/handler.ts";
import { seededRandom } from "../../../../simulators/support/random.ts";
import { reverseProxy } from "../../../../simulators/support/reverse-proxy.ts";
import type { Clock } from "../../../core/clock.ts";
import type { AccountSpec } from "../../../core/scenario.ts";
import type { GitBackend } from "../git-host-over.ts";
import type { SshKey } from "../ssh/ssh-key.ts";
import { createGiteaAccounts } from "./gitea-accounts.ts";
import { type GiteaClient, giteaClient, organisation } from "./gitea-client.ts";
import { createGiteaRepositories } from "./gitea-repositories.ts";
import { giteaSsh } from "./gitea-ssh.ts";
import { createRefGate, type RefGate } from "./ref-gate.ts";
import type { RunningGitea } from "./running-gitea.ts";
import { startWebhookRelay } from "./webhook-relay.ts";

export interface GiteaBackend extends GitBackend {
  repositories: RepositoryWriter;
  client: GiteaClient;
}

/** What stands behind the fault layer where Gitea is the Git host. Disposing it ends Gitea, too. */
export async function giteaBackend(options: {
  gitea: RunningGitea;
  accounts: readonly AccountSpec[];
  /** For the harness's clones. */
  dir: string;
  seed: number;
  /** That of its SSH server: sources are then to follow repositories over SSH. */
  sshHostKey?: SshKey | undefined;
  clock: Clock;
  signal: AbortSignal;
  onError(error: unknown): void;
}): Promise<GiteaBackend> {
  const { gitea, clock, signal } = options;
  await using stack = new AsyncDisposableStack();
  stack.use(gitea);
  const client = await giteaClient({ ...gitea, token: gitea.adminToken, signal });
  const accounts = await createGiteaAccounts(client, options.accounts);
  const dir = join(options.dir, "clones");
  await mkdir(dir, { recursive: true });
  const random = seededRandom(options.seed).fork("git-host");
  const gate = createRefGate();
  const repositories = await createGiteaRepositories({
    ...{ gitea, client, accounts, dir, gate, clock, random, signal },
  });
  const relay = stack.use(await startWebhookRelay({ ...options, address: gitea.harness }));
  const { sshHostKey: hostKey } = options;
  const ssh =
    gitea.ssh && hostKey
      ? giteaSsh({ server: gitea.ssh, hostKey, client, gate, clock })
      : undefined;
  const proxy = stack.use(reverseProxy({ baseUrl: gitea.origin }));
  const names = new Set(options.accounts.map(({ name }) => name));
  const whole = stack.move();
  return {
    handle: naming(names, gated(gate, proxy)),
    ...{ repositories, accounts, client },
    ...(ssh ? { ssh } : {}),
    webhooks: {
      async add(webhook) {
        const url = relay.add(webhook);
        const { repository, secret } = webhook;
        // Pushes wait in a queue to be told: one made before would be told, too.
        await client.settle();
        await client.ask(`add a webhook to ${repository}`, (api) =>
          api.repos.repoCreateHook(organisation, repository, {
            ...{ type: "gitea", events: ["push"], active: true },
            config: { url, content_type: "json", secret },
          }),
        );
      },
    },
    [Symbol.asyncDispose]: () => whole.disposeAsync(),
  };
}

/** Holds fetches back while the harness pushes. */
function gated(gate: RefGate, handler: Handler): Handler {
  return (request, context) => {
    const path = parseGitRequest(request.url);
    const answer = () => handler(request, context);
    if (!path || path.pushes) return answer();
    return gate.read(path.repository, answer, request.signal);
  };
}

/** Says which account asks, as far as its name tells; Gitea judges the rest. */
function naming(names: ReadonlySet<string>, handler: Handler): Handler {
  return (request, context) => {
    const { username } = basicCredentials(request.headers.get("authorization") ?? "");
    if (names.has(username)) context.account = username;
    return handler(request, context);
  };
}
