import type { Accounts } from "../../../simulators/git/accounts.ts";
import { matchesGitRequest } from "../../../simulators/git/match.ts";
import type { RepositoryWriter } from "../../../simulators/git/repository-writer.ts";
import { gitRequestTarget } from "../../../simulators/git/request-path.ts";
import type { Webhook, WebhookDelivery } from "../../../simulators/git/webhooks.ts";
import { createFaultLayer } from "../../../simulators/support/fault-layer.ts";
import type { Doors, Handler } from "../../../simulators/support/handler.ts";
import { jointDoors } from "../../../simulators/support/joint-doors.ts";
import { type ObservedExchange, observed } from "../../../simulators/support/observe.ts";
import type { Clock } from "../../core/clock.ts";
import type { Fault } from "../../core/fault.ts";
import type { Observation, Recorder } from "../../core/history.ts";
import type { GitHost, InjectedFault } from "../environment.ts";
import { type HarnessAddress, loopback } from "../harness-address.ts";
import { type SshAccess, sshFront } from "./ssh/ssh-front.ts";

/** A Git host that also tells how many requests a fault has met while it lasts. */
export interface SimGitHost extends GitHost, AsyncDisposable {
  inject(fault: Fault): Promise<InjectedFault & { met(): number | null }>;
}

/** What answers and keeps repositories behind the fault layer: a simulated Git server, or a real one. */
export interface GitBackend extends AsyncDisposable {
  handle: Handler;
  repositories: Pick<RepositoryWriter, "create" | "commit" | "protect">;
  accounts: Pick<Accounts, "credentials"> & {
    expire(account: string): void | Promise<void>;
    rotate(account: string): void | Promise<void>;
  };
  webhooks: { add(webhook: Webhook): void | Promise<void> };
  /** Where sources are to follow repositories over SSH. */
  ssh?: SshAccess;
}

export interface GitHostListener extends AsyncDisposable {
  /** Without a slash at the end; repositories are below it. */
  origin: string;
  doors: Doors;
}

/** A Git host over a server of any kind, wherever it listens: observed, and with the fault layer in front. */
export async function gitHostOver(options: {
  server: GitBackend;
  kind?: GitHost["kind"];
  /** What comes before a repository's name in its URL; without a slash at the end. */
  root?: string;
  listen(request: { handler: Handler; onError(error: unknown): void }): Promise<GitHostListener>;
  /** Where controllers reach it over SSH; the loopback address unless told. */
  address?: HarnessAddress;
  clock: Clock;
  recorder: Recorder;
}): Promise<SimGitHost> {
  const { server, kind = "sim", root = "", listen, address = loopback, clock, recorder } = options;
  const report = (exchange: ObservedExchange) =>
    void recorder.record(requestObservation(exchange), exchange.startedMs);
  const handler: Handler = observed({
    clock,
    report,
    handler: (request, context) => faults.handle(request, context),
  });
  const onError = (error: unknown) => {
    const text = `the Git host failed to answer: ${error instanceof Error ? error.message : error}`;
    recorder.record({ type: "note", text });
  };
  const listener = await listen({ handler, onError });
  const doors = jointDoors(listener.doors);
  const ssh = server.ssh && sshFront({ access: server.ssh, handler, address, doors, onError });
  const faults = createFaultLayer({
    handler: byProtocol(server),
    ...{ clock, doors },
    matches: ({ match }, request) => matchesGitRequest(match, request),
  });
  const credentialChanged = (account: string, change: "expired" | "rotated") =>
    void recorder.record({ type: "git.credential", account, change });

  return {
    kind,
    repositoryUrl: (repository) => `${listener.origin}${root}/${repository}.git`,
    ...(ssh ? { sshSource: (repository) => ssh.source(repository) } : {}),
    createRepository: (request) => server.repositories.create(request),
    commit: (request) => server.repositories.commit(request),
    protectBranch: (request) => server.repositories.protect(request),
    async addWebhook({ repository, secret, deliver }) {
      await server.webhooks.add({
        ...{ repository, secret },
        async deliver(delivery) {
          const startedMs = clock.nowMs();
          const status = await deliver(delivery).catch(() => 0);
          const durationMs = clock.nowMs() - startedMs;
          const what = describeDelivery(delivery);
          recorder.record(
            { type: "git.webhook", repository, ...what, status, durationMs },
            startedMs,
          );
          return status;
        },
      });
    },
    credentials: (account) => server.accounts.credentials(account),
    async expireCredential(account) {
      await server.accounts.expire(account);
      credentialChanged(account, "expired");
    },
    async rotateCredential(account) {
      await server.accounts.rotate(account);
      credentialChanged(account, "rotated");
    },
    async inject(fault) {
      if (fault.target === "git-host") ssh?.requirePlayable(fault);
      return await faults.inject(fault);
    },
    async [Symbol.asyncDispose]() {
      await ssh?.[Symbol.asyncDispose]();
      await listener[Symbol.asyncDispose]();
      await faults[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

function byProtocol({ handle, ssh }: GitBackend): Handler {
  if (!ssh) return handle;
  return (request, context) =>
    request.url.startsWith("ssh:") ? ssh.handle(request, context) : handle(request, context);
}

function describeDelivery({ headers, body }: WebhookDelivery): { event: string; commit: string } {
  const { after } = JSON.parse(body) as { after?: unknown };
  return {
    event: headers["x-gitea-event"] ?? "",
    commit: typeof after === "string" ? after : "",
  };
}

/** Never the query or a header as a whole: both may carry a secret. */
function requestObservation(exchange: ObservedExchange): Observation {
  const { request, context, bytes, durationMs, ended, retryAfterSeconds } = exchange;
  const { repository = "", endpoint = "other" } = gitRequestTarget(request.url) ?? {};
  const agent = context.agent ?? request.headers.get("user-agent");
  return {
    ...{ type: "git.request", repository, endpoint },
    ...(endpoint === "ssh"
      ? { method: "SSH", status: 0 }
      : { method: request.method, status: exchange.status }),
    ...{ bytes, durationMs, ended },
    ...(context.account === undefined ? {} : { account: context.account }),
    ...(agent === null ? {} : { agent }),
    faults: [...context.faults],
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}
