import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { fileURLToPath } from "node:url";
import type { Clock } from "../../../../../harness/core/clock.ts";
import { HarnessError } from "../../../../../harness/core/failure.ts";
import { makeToken } from "../../../../support/pki.ts";

/** A server over TLS that can be attacked. */
export interface AttackedServer {
  port: number;
  /** Of somebody who may do all. */
  token: string;
}

/** The API simulator as a program of its own. Disposing it kills it. */
export interface ServedProgram extends AttackedServer, AsyncDisposable {
  pid: number;
  /** How it ended, once it has; a signal's name or an exit code. */
  ended(): string | undefined;
  /** The last lines it wrote. */
  log(): string;
  /** Sends SIGTERM. Undefined when it did not end in time. */
  stop(withinMs: number): Promise<{ how: string } | undefined>;
}

const logLinesMax = 40;

/** What Node is told besides: as environments start it. */
const thrifty = ["--min-semi-space-size=2", "--max-semi-space-size=2"];
const variables = { MALLOC_MMAP_THRESHOLD_: "32768" };

/** @throws HarnessError when it ends before it serves. */
export async function startServedProgram(clock: Clock): Promise<ServedProgram> {
  const folder = await mkdtemp(join(tmpdir(), "kube-served-"));
  const token = makeToken();
  const tokens = join(folder, "tokens.csv");
  await writeFile(tokens, `${token},fuzz,fuzz,"system:masters"\n`, { mode: 0o600 });
  const program = fileURLToPath(new URL("../../../../../bin/kube-apiserver.cjs", import.meta.url));
  const flags = ["--secure-port=0", `--token-auth-file=${tokens}`, `--cert-dir=${folder}`];
  const child = spawn(process.execPath, [...thrifty, program, ...flags], {
    stdio: ["ignore", "ignore", "pipe"],
    env: { ...process.env, ...variables },
  });
  const lines: string[] = [];
  const serving = Promise.withResolvers<number>();
  createInterface({ input: child.stderr }).on("line", (line) => {
    lines.push(line);
    if (lines.length > logLinesMax) lines.shift();
    const port = /^Serving securely on https:.*:(\d+)$/.exec(line)?.[1];
    if (port) serving.resolve(Number(port));
  });
  const { how, ended } = endOf(child);
  void ended.then(() =>
    serving.reject(new HarnessError(`the server ended by itself: ${how()}\n${lines.join("\n")}`)),
  );
  const port = await serving.promise;
  return {
    ...{ port, token, pid: child.pid ?? 0 },
    ended: how,
    log: () => lines.join("\n"),
    async stop(withinMs) {
      child.kill("SIGTERM");
      const over = new AbortController();
      const late = clock.sleep(withinMs, over.signal).catch(() => {});
      await Promise.race([ended, late]);
      over.abort();
      const told = how();
      return told === undefined ? undefined : { how: told };
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGKILL");
      await ended;
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function endOf(child: ChildProcess) {
  let told: string | undefined;
  const ended = new Promise<void>((resolve) =>
    child.once("exit", (code, signal) => {
      told = signal ?? `exit code ${code}`;
      resolve();
    }),
  );
  return { how: () => told, ended };
}

/** In bytes; undefined once the process is gone. */
export async function residentOf(pid: number): Promise<{ now: number; peak: number } | undefined> {
  const text = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const [now, peak] = ["VmRSS", "VmHWM"].map((name) =>
    Number(new RegExp(`^${name}:\\s+(\\d+) kB`, "m").exec(text)?.[1] ?? Number.NaN),
  ) as [number, number];
  return Number.isNaN(now) ? undefined : { now: now * 1024, peak: peak * 1024 };
}
