import { execFile } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Clock } from "../core/clock.ts";
import { describeExit } from "../core/describe-exit.ts";
import { HarnessError } from "../core/failure.ts";
import type { HookRequest } from "../environments/environment.ts";
import { type Child, type Exit, startChild, stopChild } from "../environments/process/child.ts";
import { lastLines } from "../environments/process/last-lines.ts";
import { createTemporaryFolder } from "../environments/process/temporary-folder.ts";
import { k6Script } from "./k6-script.ts";
import { readPoints } from "./read-points.ts";
import { answerLimitMs, requireOwnTarget, type StormResult, type StormShape } from "./storm.ts";

export interface K6Storm {
  /** Absolute path of the program. */
  k6: string;
  shape: StormShape;
  /** An origin of this run, without a slash. */
  origin: string;
  request: HookRequest;
  clock: Clock;
  signal: AbortSignal;
}

/** Beyond the storm and its last answers: k6 makes its senders before it begins, on a machine that is busy. */
const slackMs = 60_000;
const stopGraceMs = 5_000;

/**
 * A storm sent by k6. What it is told comes by its standard input, what it writes goes to a folder that only
 * the user can enter and that is removed: the request's path and signature are secrets.
 * @throws UsageError for a target that isn't the run's own, HarnessError where k6 fails
 */
export async function k6Storm({
  k6,
  shape,
  origin,
  request,
  clock,
  signal,
}: K6Storm): Promise<StormResult> {
  const url = `${origin}${request.path}`;
  requireOwnTarget(url, [origin]);
  await using folder = await createTemporaryFolder(tmpdir());
  const pointsFile = join(folder.path, "points.ndjson");
  const child = await startChild({
    name: "k6",
    command: k6,
    args: [...quietly, `--out=json=${pointsFile}`, "-"],
    env: quietEnvironment(folder.path),
    cwd: folder.path,
    logFile: join(folder.path, "k6.log"),
    input: k6Script({ shape, url, request }),
  });
  const startMs = clock.nowMs();
  const limitMs = shape.durationMs + answerLimitMs + slackMs;
  const exit = await endOf(child, { limitMs, clock, signal });
  if (exit?.code !== 0) throw await explain(child, exit, { limitMs, secrets: secretsOf(request) });
  const aheadMs = clock.nowMs() - clock.epochMs();
  const read = await readPoints(pointsFile, (epochMs) => epochMs + aheadMs);
  const begun = Math.min(read.points[0]?.atMs ?? Infinity, read.droppedAtMs[0] ?? Infinity);
  const by = `k6 ${await versionOf(k6)}`;
  return { by, startMs: Number.isFinite(begun) ? begun : startMs, ...read };
}

/** Nothing listens, nothing is reported home, nothing is drawn. */
const quietly = [
  ...["run", "--quiet", "--no-color", "--no-usage-report", "--no-thresholds"],
  ...["--address=", "--summary-mode=disabled"],
];

/** The user's own settings of k6, its cloud account among them, are none of the run's. */
function quietEnvironment(folder: string): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    HOME: folder,
    TMPDIR: folder,
    K6_NO_USAGE_REPORT: "true",
    // Else a script could have extensions fetched.
    K6_AUTO_EXTENSION_RESOLUTION: "false",
  };
}

/** How it ended; undefined where it had to be stopped for its time. */
async function endOf(
  child: Child,
  { limitMs, clock, signal }: { limitMs: number; clock: Clock; signal: AbortSignal },
): Promise<Exit | undefined> {
  const ended = new AbortController();
  const either = AbortSignal.any([signal, ended.signal]);
  const late = clock.sleep(limitMs, either).then(() => undefined);
  try {
    return await Promise.race([child.exited, late]);
  } catch (error) {
    signal.throwIfAborted();
    throw error;
  } finally {
    ended.abort();
    await stopChild(child, stopGraceMs, clock);
  }
}

async function explain(
  child: Child,
  exit: Exit | undefined,
  { limitMs, secrets }: { limitMs: number; secrets: string[] },
): Promise<HarnessError> {
  const log = await lastLines(child.logFile);
  // Lines are cut: what is left of a secret counts, too.
  const told = secrets
    .reduce((text, secret) => text.replaceAll(secret, "…"), log)
    .replaceAll(/[0-9a-f]{12,}/gi, "…");
  const how = exit ? describeExit(exit) : `took over ${limitMs} ms`;
  return new HarnessError(`k6 ${how} while it sent a storm. The end of what it wrote:\n${told}`);
}

function secretsOf({ path, headers }: HookRequest): string[] {
  return [path, ...Object.values(headers).filter((value) => value.length >= 16)];
}

async function versionOf(k6: string): Promise<string> {
  const { stdout } = await promisify(execFile)(k6, ["version"], { timeout: 30_000 });
  return /\bv(\d+\.\d+\.\d+\S*)/.exec(stdout)?.[1] ?? "of unknown version";
}
