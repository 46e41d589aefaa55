import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { onTestFinished, vi } from "vitest";
import { wallClock } from "../../../../simulators/support/clock.ts";
import { getRequest, rawRequest } from "../../../../simulators/support/testing/raw-request.ts";
import type { FaultEffect, GitRequestMatch } from "../../../core/fault.ts";
import type { HistoryEntry, Observation } from "../../../core/history.ts";
import type { AccountSpec } from "../../../core/scenario.ts";
import type { GitHost } from "../../environment.ts";
import { type SimGitHost, startSimGitHost } from "../sim.ts";

// Clients are processes of their own, slow to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

export const content = { branch: "main", files: 20, fileBytes: 2000, history: 2 };
/** Too large for the buffers between git and a client that doesn't read. */
export const big = { ...content, name: "big", files: 4, fileBytes: 3_000_000 };
export const accounts = [
  { name: "owner", owns: ["private-*"] },
  { name: "other", owns: [] },
];

export const refsPath = "/open.git/info/refs?service=git-upload-pack";

export type Started = Awaited<ReturnType<typeof started>>;

/** The simulated host with an open repository, a private one, and the means of a client. */
export const started = hostStarter(startSimGitHost);

/** Starts hosts of one kind, each with an open repository, a private one, and the means of a client. */
export function hostStarter(start: StartFaultyHost) {
  return (options: StartOptions = {}) => startedBy(start, options);
}

type StartOptions = { accounts?: AccountSpec[]; seed?: number };
type StartFaultyHost = (
  request: Omit<Parameters<typeof startSimGitHost>[0], "port">,
) => Promise<SimGitHost>;

async function startedBy(start: StartFaultyHost, options: StartOptions) {
  const dir = await mkdtemp(join(tmpdir(), "fluxproof-git-host-"));
  const entries: HistoryEntry[] = [];
  const clock = wallClock();
  let changed = () => {};
  const record = (observation: Observation, tMs = clock.nowMs()) => {
    const entry: HistoryEntry = { ...observation, seq: entries.length + 1, tMs };
    entries.push(entry);
    changed();
    return entry;
  };
  const host = await start({
    ...{ dir: join(dir, "repositories"), accounts, seed: 1, clock, recorder: { record } },
    ...{ signal: new AbortController().signal, ...options },
  });
  onTestFinished(async () => {
    await host[Symbol.asyncDispose]();
    await rm(dir, { recursive: true, maxRetries: 5 });
  });
  await host.createRepository({ name: "open", ...content });
  await host.createRepository({ name: "private-1", ...content });
  const { port: portText, pathname } = new URL(host.repositoryUrl("open"));
  const port = Number(portText);
  /** What stands before a repository in its URL. */
  const root = pathname.replace(/\/open\.git$/, "");
  const requests = () => entries.filter((entry) => entry.type === "git.request");
  /** Waits for so many requests to be on record: it is made when an answer ended, after the client saw it. */
  const recorded = async (count: number) => {
    while (requests().length < count) {
      await new Promise<void>((resolve) => {
        changed = resolve;
      });
    }
    return requests();
  };
  const git = (args: string[], cwd = dir) => runClient(args, cwd);
  const clone = (url: string, name: string) => git(["clone", "-q", "--depth", "1", url, name]);
  const add = (effect: FaultEffect, match?: GitRequestMatch) =>
    host.inject({ target: "git-host", ...effect, ...(match ? { match } : {}) });
  const raw = (path: string, forMs = 10_000) =>
    rawRequest({ port, text: getRequest(`${root}${path}`), forMs }).outcome;
  return { dir, host, entries, requests, recorded, git, clone, add, raw, port, root };
}

interface ClientResult {
  code: number;
  text: string;
}

async function runClient(args: string[], cwd: string): Promise<ClientResult> {
  const env = {
    PATH: process.env.PATH ?? "",
    LC_ALL: "C",
    GIT_TERMINAL_PROMPT: "0",
    GIT_CONFIG_GLOBAL: "/dev/null",
    GIT_CONFIG_NOSYSTEM: "1",
  };
  try {
    const { stdout, stderr } = await promisify(execFile)("git", args, { cwd, env });
    return { code: 0, text: stdout + stderr };
  } catch (error) {
    const { code, stderr } = error as { code: number; stderr: string };
    return { code, text: stderr };
  }
}

export function withCredentials(host: GitHost, repository: string, account: string) {
  const url = new URL(host.repositoryUrl(repository));
  return Object.assign(url, host.credentials(account)).href;
}

/** Looks again and again until it is so; the test's own time limit ends it. */
export async function until(holds: () => boolean | Promise<boolean>) {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Processes that were given a repository in this folder to serve, as Linux shows them. */
export async function processesOf(dir: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
    if (environment.includes(`GIT_PROJECT_ROOT=${dir}`)) found.push(pid);
  }
  return found;
}
