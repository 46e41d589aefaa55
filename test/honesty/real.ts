import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { loadavg } from "node:os";
import { join, resolve } from "node:path";
import { exitCodes, HarnessError, UsageError } from "../../harness/core/failure.ts";
import type { Qualification } from "../../harness/core/qualification.ts";
import { parseQualification } from "../../harness/core/qualification-schema.ts";
import { budgetOf, isChanged } from "./arms.ts";
import { addRealLine, type RealLine, readRealLines } from "./real-lines.ts";
import { lineOf } from "./tell-comparison.ts";

export interface RealOptions {
  arms: readonly string[];
  subject: string;
  env: string;
  /** Scenarios that are both compared and measured. */
  scenarios: readonly string[];
  /** So many more of each arm. */
  comparisons: number;
  /** Of each comparison; the usual one of its arm unless told. */
  budget?: string;
  /** Extra words for `fluxproof qualify`: `--set`, `rounds=3`. */
  more: readonly string[];
  /** For the runs. */
  out: string;
  /** Where each comparison leaves its line. */
  file: string;
  digest: string;
  commit: string;
  seed: number;
}

type LikeOptions = Pick<RealOptions, "digest" | "subject" | "env" | "scenarios" | "more">;

/** Answers of the Git host that a change waits for: refs to see it, refs and pack to fetch it. */
const answersPerChange = 3;

/** So far apart, the seeds of two comparisons share no pair. */
const seedStep = 1000;

/**
 * Runs `fluxproof qualify` as often as asked, one after another, each with the next seed that left no line yet, and
 * keeps a line of each that is over.
 *
 * @throws HarnessError where it was interrupted; the next call goes on
 */
export async function realComparisons(options: RealOptions): Promise<void> {
  for (const arm of options.arms) {
    for (let made = 0; made < options.comparisons; made++) {
      const lines = (await readRealLines(options.file)).filter(isLike(options));
      const seed = nextSeed(options, lines, arm);
      console.log(`[${made + 1} of ${options.comparisons}] ${arm}, seed ${seed}`);
      const line = await compare(options, { arm, seed, lines });
      if (!line) throw new HarnessError(`${arm}, seed ${seed}: interrupted; the same call goes on`);
      await addRealLine(options.file, line);
      const minutes = (line.tookMs / 60_000).toFixed(1);
      console.log(
        `${arm}, seed ${seed}: ${line.verdict} after ${line.pairs} pairs, ${minutes} min: ${line.because[0] ?? ""}`,
      );
    }
  }
}

/** Whether a line is of the same code and the same question. */
export const isLike =
  ({ digest, subject, env, scenarios, more }: LikeOptions) =>
  (line: RealLine) =>
    line.digest === digest &&
    line.subject === subject &&
    line.env === env &&
    line.scenarios.join() === scenarios.join() &&
    line.more.join() === more.join();

/** The first, from that of the options on, that left no line yet. */
export function nextSeed(
  options: Pick<RealOptions, "seed" | "budget">,
  lines: readonly RealLine[],
  arm: string,
): number {
  const budget = budgetOf(arm, options.budget);
  const done = new Set(
    lines.filter((line) => line.arm === arm && line.budget === budget).map(({ seed }) => seed),
  );
  let { seed } = options;
  while (done.has(seed)) seed += seedStep;
  return seed;
}

/** Undefined where it was interrupted. */
async function compare(
  options: RealOptions,
  { arm, seed, lines }: { arm: string; seed: number; lines: readonly RealLine[] },
): Promise<RealLine | undefined> {
  const { subject, env, scenarios, more, digest, out, commit } = options;
  const budget = budgetOf(arm, options.budget);
  const dir = join(out, digest, arm.replace("=", "-"), String(seed));
  const words = [
    ...["bin/fluxproof.js", "qualify", ...scenarios, "--env", env],
    ...["--baseline", subject, "--candidate", subject, "--budget", budget, "--out", dir],
    ...scenarios.flatMap((name) => ["--performance", name]),
    ...["--seed", String(seed)],
    ...(isChanged(arm) ? ["--perturb", perturbation(arm, lines)] : []),
    ...more,
  ];
  const startedAt = new Date().toISOString();
  const loadBefore = loadavg()[0] ?? 0;
  // Killed after its verdict and before its line: the verdict is there.
  const before = await read(dir);
  if (!before || before.unfinished !== undefined) {
    console.log(`  node ${words.join(" ")}`);
    if ((await run(words)) === "interrupted") return undefined;
  }
  const qualification = await read(dir);
  if (qualification && isCutShort(qualification)) return undefined;
  const asked = {
    ...{ version: 1 as const, digest, arm, isChanged: isChanged(arm), startedAt, commit },
    load: [loadBefore, loadavg()[0] ?? 0] satisfies [number, number],
    ...{ subject, env, scenarios: [...scenarios], more: [...more], budget, seed },
  };
  return lineOf(qualification, asked, resolve(dir));
}

/** Ended from outside, whether it could still say so or not: the same call goes on. */
export function isCutShort({ unfinished }: Pick<Qualification, "unfinished">): boolean {
  return unfinished === "interrupted" || unfinished === "it goes on";
}

/**
 * A tenth of the latency without it, spread over the answers that make it up. Told by the first comparison without
 * it: the same for all, also for one that is gone on with when more of those are there.
 */
export function perturbation(arm: string, lines: readonly RealLine[]): string {
  if (arm !== "delay") return `candidate:${arm}`;
  const [readyMs] = lines.flatMap((line) => (line.isChanged ? [] : (line.readyMs ?? [])));
  if (readyMs === undefined) {
    throw new UsageError(
      "arm delay: expected a comparison of arm same before it, to know how much a tenth is; or delay=50ms",
    );
  }
  return `candidate:delay=${Math.round(readyMs / 10 / answersPerChange)}ms`;
}

/**
 * It is ended with this process, however that ends: two of them in one folder would spoil each other's runs.
 * @throws UsageError where it was refused, which says nothing of the judge
 */
async function run(words: readonly string[]): Promise<"over" | "interrupted"> {
  const child = spawn("setpriv", ["--pdeathsig", "TERM", process.execPath, ...words], {
    stdio: ["ignore", "ignore", "inherit"],
    // A group of its own: told twice to end, by the terminal and by us, it would leave things behind.
    detached: true,
  });
  const end = (signal: NodeJS.Signals) => void (child.killed || child.kill(signal));
  const signals = ["SIGINT", "SIGTERM"] as const;
  for (const each of signals) process.on(each, end);
  const [code, signal] = await once(child, "exit").finally(() => {
    for (const each of signals) process.off(each, end);
  });
  if (code === exitCodes.usage) throw new UsageError(`refused: node ${words.join(" ")}`);
  return signal === null ? "over" : "interrupted";
}

async function read(dir: string): Promise<Qualification | undefined> {
  const path = join(dir, "qualification.json");
  return existsSync(path) ? parseQualification(await readFile(path, "utf8"), path) : undefined;
}
