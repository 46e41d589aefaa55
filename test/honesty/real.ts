import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { median } from "../../harness/analysis/median.ts";
import type { Qualification } from "../../harness/core/qualification.ts";

export interface RealOptions {
  arms: readonly string[];
  subject: string;
  env: string;
  /** Scenarios that are both compared and measured. */
  scenarios: readonly string[];
  comparisons: number;
  /** Of a comparison of the subject with itself, and of one with an arm made worse. */
  budget: string;
  powerBudget: string;
  /** Extra words for `fluxproof qualify`: `--set`, `rounds=3`. */
  more: readonly string[];
  out: string;
  seed: number;
}

/** What became of the real comparisons of one arm. */
export interface RealOutcomes {
  arm: string;
  isChanged: boolean;
  budget: string;
  comparisons: number;
  alarms: number;
  found: number;
  qualified: number;
  inconclusive: number;
  regressed: number;
  /** Comparisons that left no answer. */
  failed: number;
  longestMs: number;
}

/** Answers of the Git host that a change waits for: refs to see it, refs and pack to fetch it. */
const answersPerChange = 3;

/** Which figures an arm was made worse in. */
const worsens: Record<string, RegExp> = { delay: /^latency\..*Ms$/, GOGC: /^memory\..*PeakBytes$/ };

/**
 * Runs `fluxproof qualify` as often as asked, one after another, with other seeds. What an earlier call
 * finished in the same folder is taken from there, and what it began is gone on with.
 */
export async function realComparisons(options: RealOptions): Promise<RealOutcomes[]> {
  const all: RealOutcomes[] = [];
  let readyMs: number[] = [];
  for (const arm of options.arms) {
    const isChanged = arm !== "same";
    const budget = isChanged ? options.powerBudget : options.budget;
    const perturb = isChanged ? [`--perturb`, perturbation(arm, readyMs)] : [];
    const found: (Qualification | undefined)[] = [];
    for (let at = 0; at < options.comparisons; at++) {
      const dir = join(options.out, arm.replace("=", "-"), String(at + 1));
      const seed = options.seed + 1000 * at;
      const qualification = await compare({ options, dir, seed, budget, perturb });
      found.push(qualification);
      if (!isChanged) readyMs = [...readyMs, ...readyOf(qualification)];
      console.log(`${arm} ${at + 1}/${options.comparisons}: ${tell(qualification, dir)}`);
    }
    all.push({ arm, isChanged, budget, ...countUp(found, worsens[arm.split("=")[0] ?? ""]) });
  }
  return all;
}

/** A tenth of the latency without it, spread over the answers that make it up. */
function perturbation(arm: string, readyMs: readonly number[]): string {
  if (arm !== "delay") return `candidate:${arm}`;
  if (readyMs.length === 0) {
    throw new Error(
      "arm delay: expected arm same before it, to know how much a tenth is; or delay=50ms",
    );
  }
  return `candidate:delay=${Math.round(median(readyMs) / 10 / answersPerChange)}ms`;
}

async function compare(request: {
  options: RealOptions;
  dir: string;
  seed: number;
  budget: string;
  perturb: string[];
}): Promise<Qualification | undefined> {
  const { options, dir, seed, budget, perturb } = request;
  const { subject, env, scenarios, more } = options;
  const before = await read(dir);
  if (before && before.unfinished === undefined) return before;
  const words = [
    ...["bin/fluxproof.js", "qualify", ...scenarios, "--env", env],
    ...["--baseline", subject, "--candidate", subject, "--budget", budget, "--out", dir],
    ...scenarios.flatMap((name) => ["--performance", name]),
    ...(existsSync(dir) ? [] : ["--seed", String(seed)]),
    ...perturb,
    ...more,
  ];
  console.log(`  node ${words.join(" ")}`);
  const child = spawn(process.execPath, words, { stdio: ["ignore", "ignore", "inherit"] });
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", () => resolve());
  });
  return read(dir);
}

async function read(dir: string): Promise<Qualification | undefined> {
  const path = join(dir, "qualification.json");
  return existsSync(path) ? (JSON.parse(await readFile(path, "utf8")) as Qualification) : undefined;
}

function readyOf(qualification: Qualification | undefined): number[] {
  return (qualification?.performance.metrics ?? [])
    .filter(({ metric }) => metric === "latency.ready.p50Ms")
    .flatMap(({ baseline, candidate }) => [...baseline, ...candidate]);
}

function countUp(all: readonly (Qualification | undefined)[], worsened?: RegExp) {
  const count = (fits: (one: Qualification) => boolean) =>
    all.filter((one) => one !== undefined && fits(one)).length;
  return {
    comparisons: all.length,
    alarms: count(({ performance }) =>
      performance.metrics.some(({ verdict }) => verdict === "better" || verdict === "worse"),
    ),
    found: count(({ performance }) =>
      performance.metrics.some(
        ({ metric, verdict }) => verdict === "worse" && worsened?.test(metric) === true,
      ),
    ),
    qualified: count(({ verdict }) => verdict === "qualified"),
    inconclusive: count(({ verdict }) => verdict === "inconclusive"),
    regressed: count(({ verdict }) => verdict === "regressed"),
    failed: all.filter((one) => one === undefined || one.unfinished !== undefined).length,
    longestMs: Math.max(0, ...all.map((one) => one?.tookMs ?? 0)),
  };
}

function tell(qualification: Qualification | undefined, dir: string): string {
  if (!qualification) return `no answer; see ${dir}`;
  const { verdict, because, tookMs, performance } = qualification;
  const pairs = performance.pairs.filter(({ isWarmUp }) => !isWarmUp).length;
  return `${verdict} after ${pairs} pairs, ${(tookMs / 60_000).toFixed(1)} min: ${because[0] ?? ""}`;
}
