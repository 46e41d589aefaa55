import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { once } from "node:events";
import { pipeline } from "node:stream/promises";
import type { Clock } from "../../harness/core/clock.ts";
import { HarnessError } from "../../harness/core/failure.ts";
import type { GitProgram } from "./git-program.ts";
import type { Repository } from "./repositories.ts";
import type { GitAsked } from "./serve-git.ts";

export type BackendRequest = GitAsked<Repository>;

/** `git http-backend`, one process a request. Disposing it ends those that still run. */
export interface HttpBackend extends AsyncDisposable {
  answer(request: BackendRequest): Promise<Response>;
}

export function createHttpBackend(git: GitProgram, clock: Clock): HttpBackend {
  const running = new Set<ChildProcessWithoutNullStreams>();
  return {
    async answer(options) {
      const { request } = options;
      if (request.signal.aborted) throw request.signal.reason;
      // In a group of its own: the backend has children, and ending it alone would leave them.
      const child = spawn(git.httpBackend, [], {
        env: cgiEnvironment(git, options),
        detached: true,
      });
      running.add(child);
      let errors = "";
      child.stderr.setEncoding("utf8").on("data", (text: string) => {
        errors = (errors + text).slice(-2000);
      });
      const leave = () => endGroup(child);
      request.signal.addEventListener("abort", leave, { once: true });
      child.once("close", () => {
        running.delete(child);
        request.signal.removeEventListener("abort", leave);
      });
      child.on("error", (error) => {
        errors += error.message;
        running.delete(child);
      });
      // The backend may answer and end before it has read all: its answer says what was wrong.
      if (request.body) pipeline(request.body, child.stdin).catch(() => {});
      else child.stdin.on("error", () => {}).end();
      const chunks = child.stdout.iterator();
      const head = await readHead(chunks);
      if (request.signal.aborted) throw request.signal.reason;
      if (!head) {
        throw new HarnessError(
          `git http-backend gave no answer for ${options.repository.folder}; it said: ${errors.trim() || "nothing"}`,
        );
      }
      return new Response(ReadableStream.from(rest(head.rest, chunks)), head);
    },
    async [Symbol.asyncDispose]() {
      await Promise.all(
        [...running].map(async (child) => {
          endGroup(child);
          if (child.exitCode === null && child.signalCode === null) await once(child, "exit");
          await groupGone(child, clock);
        }),
      );
    },
  };
}

function cgiEnvironment(git: GitProgram, options: BackendRequest): Record<string, string> {
  const { request, repository, path, account } = options;
  const { search } = new URL(request.url);
  const header = (name: string) => request.headers.get(name);
  const optional = {
    CONTENT_TYPE: header("content-type"),
    CONTENT_LENGTH: header("content-length"),
    HTTP_CONTENT_ENCODING: header("content-encoding"),
    GIT_PROTOCOL: header("git-protocol"),
    REMOTE_USER: account ?? null,
  };
  return {
    ...git.env,
    GIT_PROJECT_ROOT: repository.folder,
    GIT_HTTP_EXPORT_ALL: "1",
    PATH_INFO: `/${path.file}`,
    QUERY_STRING: search.slice(1),
    REQUEST_METHOD: request.method,
    REMOTE_ADDR: "127.0.0.1",
    ...Object.fromEntries(
      Object.entries(optional).filter((pair): pair is [string, string] => pair[1] !== null),
    ),
  };
}

/** Reads the CGI header block, RFC 3875 section 6; undefined when the output ends before it. */
async function readHead(chunks: AsyncIterator<Buffer>) {
  let seen = Buffer.alloc(0);
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return undefined;
    seen = Buffer.concat([seen, value]);
    const end = seen.indexOf("\r\n\r\n");
    if (end < 0) continue;
    const headers = new Headers();
    let status = 200;
    for (const line of seen.subarray(0, end).toString("latin1").split("\r\n")) {
      const colon = line.indexOf(":");
      const name = line.slice(0, colon).toLowerCase();
      const text = line.slice(colon + 1).trim();
      if (name === "status") status = Number.parseInt(text, 10);
      else headers.append(name, text);
    }
    return { status, headers, rest: seen.subarray(end + 4) };
  }
}

async function* rest(first: Buffer, chunks: AsyncIterator<Buffer>): AsyncGenerator<Uint8Array> {
  if (first.length > 0) yield first;
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return;
    yield value;
  }
}

const goneWithinMs = 2_000;

/** The children of a killed backend die with it, but not before it: they are waited for. */
async function groupGone({ pid }: ChildProcessWithoutNullStreams, clock: Clock): Promise<void> {
  const untilMs = clock.nowMs() + goneWithinMs;
  while (pid !== undefined && clock.nowMs() < untilMs) {
    try {
      process.kill(-pid, 0);
    } catch {
      return;
    }
    await clock.sleep(5);
  }
}

function endGroup(child: ChildProcessWithoutNullStreams) {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It ended between the look and the signal.
  }
}
