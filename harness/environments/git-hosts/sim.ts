import { mkdir } from "node:fs/promises";
import { createGitServer } from "../../../simulators/git/git-server.ts";
import { matchesGitRequest } from "../../../simulators/git/match.ts";
import { parseGitRequest } from "../../../simulators/git/request-path.ts";
import { createFaultLayer } from "../../../simulators/support/fault-layer.ts";
import type { Handler } from "../../../simulators/support/handler.ts";
import { startHttpListener } from "../../../simulators/support/http-listener.ts";
import { type ObservedExchange, observed } from "../../../simulators/support/observe.ts";
import { seededRandom } from "../../../simulators/support/random.ts";
import type { Clock } from "../../core/clock.ts";
import type { Fault } from "../../core/fault.ts";
import type { Observation, Recorder } from "../../core/history.ts";
import type { AccountSpec } from "../../core/scenario.ts";
import type { GitHost, InjectedFault } from "../environment.ts";

/** A Git host that also tells how many requests a fault has met while it lasts. */
export interface SimGitHost extends GitHost, AsyncDisposable {
  inject(fault: Fault): Promise<InjectedFault & { met(): number | null }>;
}

export interface SimGitHostOptions {
  /** Folder for the repositories; made if missing, left in place when the host is disposed. */
  dir: string;
  accounts: AccountSpec[];
  /** What repositories are filled with depends on this and their name alone. */
  seed: number;
  clock: Clock;
  recorder: Recorder;
  /** Ends what runs for `createRepository` and `commit`. */
  signal: AbortSignal;
  /** Absent for any free port. */
  port?: number;
}

/**
 * Starts the simulated Git host on the loopback address: real git beneath, with the fault layer in front.
 * @throws UsageError when git is missing, the port is taken or an account is ill defined.
 */
export async function startSimGitHost(options: SimGitHostOptions): Promise<SimGitHost> {
  const { dir, accounts, seed, clock, recorder, signal, port = 0 } = options;
  await mkdir(dir, { recursive: true });
  const random = seededRandom(seed).fork("git-host");
  const server = await createGitServer({ dir, accounts, clock, random, signal });

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
  const listener = await startHttpListener({ handler, port, onError });
  const faults = createFaultLayer({
    handler: server.handle,
    clock,
    doors: listener.doors,
    matches: ({ match }, request) => matchesGitRequest(match, request),
  });
  const credentialChanged = (account: string, change: "expired" | "rotated") =>
    void recorder.record({ type: "git.credential", account, change });

  return {
    kind: "sim",
    repositoryUrl: (repository) => `${listener.origin}/${repository}.git`,
    createRepository: (request) => server.repositories.create(request),
    commit: (request) => server.repositories.commit(request),
    credentials: (account) => server.accounts.credentials(account),
    expireCredential(account) {
      server.accounts.expire(account);
      credentialChanged(account, "expired");
    },
    rotateCredential(account) {
      server.accounts.rotate(account);
      credentialChanged(account, "rotated");
    },
    inject: (fault) => faults.inject(fault),
    async [Symbol.asyncDispose]() {
      await listener[Symbol.asyncDispose]();
      await faults[Symbol.asyncDispose]();
      await server[Symbol.asyncDispose]();
    },
  };
}

/** Never the query or a header as a whole: both may carry a secret. */
function requestObservation(exchange: ObservedExchange): Observation {
  const { request, context, status, bytes, durationMs, ended, retryAfterSeconds } = exchange;
  const path = parseGitRequest(request.url);
  const agent = request.headers.get("user-agent");
  return {
    type: "git.request",
    repository: path?.repository ?? "",
    endpoint: path?.endpoint ?? "other",
    method: request.method,
    ...{ status, bytes, durationMs, ended },
    ...(context.account === undefined ? {} : { account: context.account }),
    ...(agent === null ? {} : { agent }),
    faults: [...context.faults],
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}
