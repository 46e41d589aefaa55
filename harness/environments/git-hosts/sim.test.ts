import { execFile } from "node:child_process";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { array, assert, asyncProperty, constantFrom, oneof, string } from "fast-check";
import { beforeAll, expect, onTestFinished, test, vi } from "vitest";
import { wallClock } from "../../../simulators/support/clock.ts";
import { getRequest, rawRequest } from "../../../simulators/support/testing/raw-request.ts";
import { UsageError } from "../../core/failure.ts";
import type { FaultEffect, GitRequestMatch } from "../../core/fault.ts";
import type { HistoryEntry, Observation } from "../../core/history.ts";
import type { AccountSpec } from "../../core/scenario.ts";
import type { GitHost } from "../environment.ts";
import { startSimGitHost } from "./sim.ts";

// Clients are processes of their own, slow to start on a busy machine.
vi.setConfig({ testTimeout: 30_000 });

const content = { branch: "main", files: 20, fileBytes: 2000, history: 2 };
/** Too large for the buffers between git and a client that doesn't read. */
const big = { ...content, name: "big", files: 4, fileBytes: 3_000_000 };
const accounts = [
  { name: "owner", owns: ["private-*"] },
  { name: "other", owns: [] },
];

/** A host with an open repository, a private one, and the means of a client. */
async function started(options: { accounts?: AccountSpec[]; seed?: number } = {}) {
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
  const host = await startSimGitHost({
    ...{ dir: join(dir, "repositories"), accounts, seed: 1, clock, recorder: { record } },
    ...{ signal: new AbortController().signal, ...options },
  });
  onTestFinished(async () => {
    await host[Symbol.asyncDispose]();
    await rm(dir, { recursive: true });
  });
  await host.createRepository({ name: "open", ...content });
  await host.createRepository({ name: "private-1", ...content });
  const port = Number(new URL(host.repositoryUrl("open")).port);
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
    rawRequest({ port, text: getRequest(path), forMs }).outcome;
  return { dir, host, entries, requests, recorded, git, clone, add, raw, port };
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

function withCredentials(host: GitHost, repository: string, account: string) {
  const url = new URL(host.repositoryUrl(repository));
  return Object.assign(url, host.credentials(account)).href;
}

beforeAll(async () => {
  const { code } = await runClient(["version"], tmpdir());
  if (code !== 0) throw new Error("these tests need git");
});

const refsPath = "/open.git/info/refs?service=git-upload-pack";

test("a client clones, fetches what was committed, and sees a force-push", async () => {
  const { dir, host, git, clone, recorded } = await started();
  expect(await clone(host.repositoryUrl("open"), "work")).toEqual({ code: 0, text: "" });
  const work = join(dir, "work");
  expect(await readdir(join(work, "content/000/000"))).toHaveLength(20);
  const change = { repository: "open", branch: "main", message: "m" };
  const one = await host.commit({ ...change, files: { "one.yaml": "1" } });
  const two = await host.commit({ ...change, files: { "two.yaml": "2" } });
  expect(two.previous).toBe(one.commit);
  await git(["fetch", "-q", "--depth", "1", "origin", "main"], work);
  expect((await git(["rev-parse", "FETCH_HEAD"], work)).text.trim()).toBe(two.commit);
  const forced = await host.commit({ ...change, files: { "three.yaml": "3" }, onto: one.commit });
  await git(["fetch", "-q", "--depth", "1", "origin", "main"], work);
  expect((await git(["rev-parse", "FETCH_HEAD"], work)).text.trim()).toBe(forced.commit);
  const files = (await git(["ls-tree", "--name-only", "FETCH_HEAD"], work)).text.trim();
  expect(files.split("\n")).toEqual(["content", "one.yaml", "three.yaml"]);
  // A commit that no branch holds any more can still be asked for by its hash.
  expect((await git(["fetch", "-q", "origin", two.commit], work)).code).toBe(0);
  const [first, , pack] = await recorded(3);
  expect(first).toMatchObject({
    ...{ repository: "open", endpoint: "refs", method: "GET", status: 200, ended: "whole" },
    ...{ faults: [], agent: expect.stringMatching(/^git\//) },
  });
  expect(pack).toMatchObject({ endpoint: "pack", method: "POST", status: 200, ended: "whole" });
  // 20 files of 2000 bytes that compress to three quarters at best.
  expect(pack?.type === "git.request" && pack.bytes).toBeGreaterThan(20 * 2000 * 0.74);
});

// Version 0 lists the refs in info/refs, as Flux's client asks; 2 asks for them in a request of its own.
test.each([0, 2])(
  "a commit shows at once in what a client of protocol %i is told",
  async (version) => {
    const { host, git } = await started();
    const list = ["-c", `protocol.version=${version}`, "ls-remote"];
    for (let count = 0; count < 5; count += 1) {
      const files = { "count.yaml": `${count}` };
      const change = { repository: "open", branch: "main", message: "m", files };
      const { commit } = await host.commit(change);
      const { text } = await git([...list, host.repositoryUrl("open"), "refs/heads/main"]);
      expect(text).toContain(commit);
    }
  },
);

test("an account's client pushes; the next to ask is told of it", async () => {
  const { dir, host, git, clone } = await started();
  await clone(withCredentials(host, "open", "other"), "work");
  const work = join(dir, "work");
  await writeFile(join(work, "pushed.yaml"), "x".repeat(3_000_000));
  const as = ["-c", "user.name=t", "-c", "user.email=t@example.invalid"];
  await git(["add", "."], work);
  await git([...as, "commit", "-q", "-m", "pushed"], work);
  const head = (await git(["rev-parse", "HEAD"], work)).text.trim();
  await git(["-c", "protocol.version=0", "ls-remote", host.repositoryUrl("open")]);
  const anonymous = await git(["push", host.repositoryUrl("open"), "main"], work);
  expect(anonymous).toMatchObject({ code: 128 });
  expect(await git(["push", "-q", "origin", "main"], work)).toEqual({ code: 0, text: "" });
  for (const version of [0, 2]) {
    const list = ["-c", `protocol.version=${version}`, "ls-remote", host.repositoryUrl("open")];
    expect((await git(list)).text).toContain(head);
  }
  const files = { "more.yaml": "1" };
  const next = await host.commit({ repository: "open", branch: "main", message: "m", files });
  expect(next.previous).toBe(head);
});

test("an owned repository asks for its owner's credentials", async () => {
  const { host, git, port, recorded, entries } = await started();
  const url = host.repositoryUrl("private-1");
  const unowned = await fetch(`${url}/info/refs?service=git-upload-pack`);
  expect(unowned.status).toBe(401);
  expect(unowned.headers.get("www-authenticate")).toMatch(/^Basic /);
  expect(await unowned.text()).toBe("authentication required\n");
  expect((await git(["ls-remote", withCredentials(host, "private-1", "owner")])).code).toBe(0);
  const strange = await git(["ls-remote", withCredentials(host, "private-1", "other")]);
  expect(strange.text).toContain("403");
  const wrong = `http://owner:wrong@127.0.0.1:${port}/private-1.git`;
  expect((await git(["ls-remote", wrong])).text).toContain("Authentication failed");
  const seen = await recorded(5);
  expect(seen.filter(({ account }) => account === "other").at(-1)).toMatchObject({ status: 403 });
  const { password } = host.credentials("owner");
  expect(JSON.stringify(entries)).not.toContain(password);
  expect(JSON.stringify(entries)).not.toContain(
    Buffer.from(`owner:${password}`).toString("base64"),
  );
});

test("expiry and rotation take effect on the next request and are on record", async () => {
  const { host, git, entries } = await started();
  const list = async (url: string) => (await git(["ls-remote", url])).code;
  const before = withCredentials(host, "private-1", "owner");
  expect(await list(before)).toBe(0);
  host.expireCredential("owner");
  expect(await list(before)).toBe(128);
  expect(withCredentials(host, "private-1", "owner")).toBe(before);
  host.rotateCredential("owner");
  expect(await list(before)).toBe(128);
  expect(await list(withCredentials(host, "private-1", "owner"))).toBe(0);
  expect(entries.filter(({ type }) => type === "git.credential")).toMatchObject([
    { account: "owner", change: "expired" },
    { account: "owner", change: "rotated" },
  ]);
  expect(() => host.credentials("nobody")).toThrow(UsageError);
});

test("an unknown repository is not found", async () => {
  const { host, git, recorded } = await started();
  const { code, text } = await git(["ls-remote", host.repositoryUrl("missing")]);
  expect(code).toBe(128);
  expect(text).toContain("not found");
  expect(await recorded(1)).toMatchObject([{ repository: "missing", status: 404 }]);
});

test("takes request bodies compressed by gzip", async () => {
  const { host } = await started();
  const files = { "a.yaml": "1" };
  const { commit } = await host.commit({ repository: "open", branch: "main", message: "m", files });
  const line = (text: string) => (text.length + 4).toString(16).padStart(4, "0") + text;
  const body = gzipSync(`${line(`want ${commit}\n`)}${line("deepen 1\n")}0000${line("done\n")}`);
  const headers = {
    "content-type": "application/x-git-upload-pack-request",
    "content-encoding": "gzip",
  };
  const url = `${host.repositoryUrl("open")}/git-upload-pack`;
  const response = await fetch(url, { method: "POST", headers, body });
  expect(response.status).toBe(200);
  expect(Buffer.from(await response.arrayBuffer()).includes("PACK")).toBe(true);
});

test("any path gets a status, and none leaves the repositories", async () => {
  const { dir, raw } = await started();
  await writeFile(join(dir, "secret.git"), "SECRET");
  const piece = oneof(
    constantFrom(
      "..",
      "/",
      "%2e%2e",
      "%2f",
      "open",
      ".git",
      "secret.git",
      "info/refs",
      "?service=",
    ),
    constantFrom("git-upload-pack", "git-receive-pack", "HEAD", "config", "objects", "\\", "#"),
    string({ unit: "grapheme-ascii", maxLength: 3 }).map((text) => text.replace(/\s/g, "")),
  );
  await assert(
    asyncProperty(array(piece, { maxLength: 8 }), async (pieces) => {
      const { text } = await raw(`/${pieces.join("")}`);
      expect(text).toMatch(/^HTTP\/1\.1 (200|400|401|404|405) /);
      expect(text).not.toContain("SECRET");
      expect(text).not.toContain("[core]");
    }),
    { numRuns: 300 },
  );
});

test("answers and limits reach a client as status codes", async () => {
  const { host, git, add, recorded, raw } = await started();
  const list = async () => (await git(["ls-remote", host.repositoryUrl("open")])).text;
  const busy = await add({ use: "answers", status: 503, retryAfterSeconds: 9 });
  expect(await list()).toContain("503");
  expect((await raw("/private-1.git/git-upload-pack")).text).toMatch(/^HTTP\/1.1 503 /);
  expect(await busy.remove()).toBe(2);
  const limit = await add(
    { use: "limits", requests: 1, windowMs: 3_600_000, status: 429 },
    { endpoint: "refs" },
  );
  expect(await list()).toContain("refs/heads/main");
  expect(await list()).toContain("429");
  expect(await limit.remove()).toBe(1);
  expect(await list()).toContain("refs/heads/main");
  // Newer clients list refs in two requests: info/refs and then a POST.
  const all = await recorded(7);
  expect(all.filter(({ method }) => method === "GET")).toMatchObject([
    { status: 503, faults: ["fault-1"], retryAfterSeconds: 9 },
    { status: 503, faults: ["fault-1"] },
    { status: 200, faults: [] },
    { status: 429, faults: ["fault-2"], retryAfterSeconds: 3600 },
    { status: 200, faults: [] },
  ]);
});

test.each([
  { use: "truncates", how: "closed" },
  { use: "resets", how: "reset" },
] as const)("$use: a clone breaks, and the wire shows $how", async ({ use, how }) => {
  const { host, clone, add, raw, recorded } = await started();
  const pack = await add({ use, afterBytes: 5000 }, { endpoint: "pack" });
  const broken = await clone(host.repositoryUrl("open"), "broken");
  expect(broken.code).toBe(128);
  expect(await pack.remove()).toBe(1);
  const cut = (await recorded(3)).at(-1);
  expect(cut).toMatchObject({ ended: "cut", status: 200, bytes: 5000, faults: ["fault-1"] });
  const refs = await add({ use, afterBytes: 20 }, { endpoint: "refs", repositories: ["op*"] });
  expect(await raw(refsPath)).toMatchObject({ how, whole: false });
  expect(await refs.remove()).toBe(1);
  expect(await raw(refsPath)).toMatchObject({ how: "closed", whole: true });
  expect((await clone(host.repositoryUrl("open"), "whole")).code).toBe(0);
});

test("resets at 0 bytes come before any answer", async () => {
  const { host, git, add, raw, recorded } = await started();
  await add({ use: "resets", afterBytes: 0 });
  expect(await raw(refsPath)).toEqual({ how: "reset", whole: false, text: "" });
  expect((await git(["ls-remote", host.repositoryUrl("open")])).code).toBe(128);
  expect((await recorded(1))[0]).toMatchObject({ ended: "cut", status: 0, bytes: 0 });
});

test("refuses: a client can't connect until it ends", async () => {
  const { host, git, add, raw, requests } = await started();
  const fault = await add({ use: "refuses" });
  expect(await raw(refsPath)).toMatchObject({ how: "refused" });
  const { code, text } = await git(["ls-remote", host.repositoryUrl("open")]);
  expect([code, text.toLowerCase()]).toEqual([128, expect.stringContaining("connect")]);
  expect(await fault.remove()).toBeNull();
  expect((await git(["ls-remote", host.repositoryUrl("open")])).code).toBe(0);
  expect(requests().every(({ status }) => status === 200)).toBe(true);
});

test("blackholes: a client connects and hears nothing until it ends", async () => {
  const { host, clone, add, raw } = await started();
  const fault = await add({ use: "blackholes" });
  expect(await raw(refsPath, 200)).toEqual({ how: "open", whole: false, text: "" });
  const waiting = clone(host.repositoryUrl("open"), "work");
  const outcome = await Promise.race([waiting, raw(refsPath, 200)]);
  expect(outcome).toMatchObject({ how: "open", text: "" });
  expect(await fault.remove()).toBeGreaterThanOrEqual(2);
  expect((await waiting).code).toBe(0);
});

test("stalls, throttles and delays hold a clone up until they end", async () => {
  const { host, clone, add, recorded } = await started();
  const slow: FaultEffect[] = [
    { use: "stalls", afterBytes: 10_000 },
    { use: "throttles", bytesPerSecond: 1000 },
    { use: "delays", delayMs: 600_000 },
  ];
  for (const effect of slow) {
    const fault = await add(effect, { endpoint: "pack" });
    const clones = clone(host.repositoryUrl("open"), effect.use);
    await until(() => fault.met() !== 0);
    const still = new Promise((resolve) => setTimeout(resolve, 100, "still waiting"));
    expect(await Promise.race([clones, still])).toBe("still waiting");
    expect(await fault.remove()).toBeGreaterThan(0);
    expect((await clones).code).toBe(0);
  }
  const packs = (await recorded(9)).filter(({ endpoint }) => endpoint === "pack");
  expect(packs.every(({ ended }) => ended === "whole")).toBe(true);
});

test("stalls, throttles and delays show on the wire", async () => {
  const { port, add, raw } = await started();
  const stall = await add({ use: "stalls", afterBytes: 20 });
  const stalled = await raw(refsPath, 200);
  expect(stalled).toMatchObject({ how: "open", whole: false });
  expect(stalled.text).toContain("\r\n\r\n14\r\n");
  await stall.remove();
  const throttle = await add({ use: "throttles", bytesPerSecond: 20 });
  const throttled = rawRequest({ port, text: getRequest(refsPath), forMs: 60_000 });
  await throttled.received(200);
  await throttle.remove();
  expect(await throttled.outcome).toMatchObject({ how: "closed", whole: true });
  await add({ use: "delays", delayMs: 600_000 });
  expect(await raw(refsPath, 200)).toEqual({ how: "open", whole: false, text: "" });
});

test("a client that leaves is on record as such, and leaves no process behind", async () => {
  const { dir, host, port, add, recorded } = await started();
  await host.createRepository(big);
  const fault = await add({ use: "stalls", afterBytes: 100 }, { endpoint: "pack" });
  const url = new URL(host.repositoryUrl("big"));
  const files = { "a.yaml": "1" };
  const { commit } = await host.commit({ repository: "big", branch: "main", message: "m", files });
  const type = "application/x-git-upload-pack-request";
  const body = `0032want ${commit}\n00000009done\n`;
  const head = `POST ${url.pathname}/git-upload-pack HTTP/1.1\r\nHost: localhost\r\nContent-Type: ${type}\r\n`;
  const text = `${head}Content-Length: ${body.length}\r\n\r\n${body}`;
  const client = rawRequest({ port, text, forMs: 60_000 });
  await until(() => fault.met() === 1);
  expect(await processesOf(dir)).not.toEqual([]);
  client.socket.destroy();
  expect(await recorded(1)).toMatchObject([
    { ended: "abandoned", status: 200, bytes: 100, faults: ["fault-1"] },
  ]);
  await until(async () => (await processesOf(dir)).length === 0);
});

test("disposing the host ends the processes of clones under way", async () => {
  const { dir, host, clone, add, requests } = await started();
  await host.createRepository(big);
  const fault = await add({ use: "stalls", afterBytes: 1000 }, { endpoint: "pack" });
  const broken = clone(host.repositoryUrl("big"), "broken");
  await until(() => fault.met() === 1);
  expect(await processesOf(dir)).not.toEqual([]);
  await host[Symbol.asyncDispose]();
  expect(await processesOf(dir)).toEqual([]);
  expect((await broken).code).toBe(128);
  expect(requests().at(-1)?.ended).toBe("abandoned");
});

/** Looks again and again until it is so; the test's own time limit ends it. */
async function until(holds: () => boolean | Promise<boolean>) {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Processes that were given a repository in this folder to serve, as Linux shows them. */
async function processesOf(dir: string): Promise<string[]> {
  const found: string[] = [];
  for (const pid of await readdir("/proc")) {
    if (!/^\d+$/.test(pid)) continue;
    const environment = await readFile(`/proc/${pid}/environ`, "latin1").catch(() => "");
    if (environment.includes(`GIT_PROJECT_ROOT=${dir}`)) found.push(pid);
  }
  return found;
}

test("repositories come from the seed", async () => {
  const head = async (seed: number) => {
    const { host, git } = await started({ seed });
    return (await git(["ls-remote", host.repositoryUrl("open"), "HEAD"])).text;
  };
  const first = await head(1);
  expect(await head(1)).toBe(first);
  expect(await head(2)).not.toBe(first);
});
