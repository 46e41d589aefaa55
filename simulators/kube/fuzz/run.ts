import type { Clock, Random } from "../../../harness/core/clock.ts";
import { compare, type Difference } from "./compare.ts";
import { generateSequences, type Matrix } from "./generate.ts";
import type { FuzzKind } from "./kinds.ts";
import type { RuleHits } from "./names.ts";
import { play } from "./play.ts";
import { describeFinding } from "./report.ts";
import type { FuzzTarget } from "./servers.ts";
import { shrink } from "./shrink.ts";
import type { FuzzSequence } from "./step.ts";

export interface FuzzOptions {
  /** Requests to make, of the sequences themselves. */
  requests: number;
  random: Random;
  kinds: readonly FuzzKind[];
  real: FuzzTarget;
  simulator: FuzzTarget;
  clock: Clock;
  /** No sequence is begun after this. */
  budgetMs: number;
  /** Sequences that are played at the same time. */
  concurrency: number;
  /** Replays to shrink one difference. */
  replaysMax: number;
  progress(text: string): void;
}

/** Differences that look the same, with the shortest sequence that shows one. */
export interface Finding {
  signature: string;
  count: number;
  sequence: FuzzSequence;
  difference: Difference;
}

export interface FuzzResult {
  requests: number;
  sequences: number;
  applies: number;
  invalid: number;
  durationMs: number;
  matrix: Matrix;
  statuses: Map<string, number>;
  ruleHits: RuleHits;
  knownHits: RuleHits;
  /** Differences that were gone when the sequence was played again: reads that came before a cache did. */
  unsteady: number;
  findings: Finding[];
}

/** Plays random sequences on both servers and compares every answer. */
export async function runFuzz(options: FuzzOptions): Promise<FuzzResult> {
  const { clock, random, kinds } = options;
  const startMs = clock.nowMs();
  const result: FuzzResult = {
    requests: 0,
    sequences: 0,
    applies: 0,
    invalid: 0,
    durationMs: 0,
    matrix: new Map(),
    statuses: new Map(),
    ruleHits: new Map(),
    knownHits: new Map(),
    unsteady: 0,
    findings: [],
  };
  const pair = createPair(options, result);
  const sequences = generateSequences({ random, kinds, matrix: result.matrix });
  const takeNext = (): FuzzSequence | undefined => {
    const late = clock.nowMs() - startMs > options.budgetMs;
    if (late || result.requests >= options.requests) return undefined;
    const { value } = sequences.next();
    result.requests += value.steps.length;
    result.sequences += 1;
    for (const step of value.steps) {
      if (step.verb.endsWith("apply")) result.applies += 1;
      if (step.invalid) result.invalid += 1;
    }
    return value;
  };
  const work = async () => {
    for (let sequence = takeNext(); sequence; sequence = takeNext()) {
      const difference = await pair(sequence);
      if (difference && !(await pair(sequence))) result.unsteady += 1;
      else if (difference) await note(options, result, pair, sequence, difference);
      if (result.sequences % 50 === 0) {
        options.progress(
          `${result.requests} requests, ${result.findings.length} kinds of differences`,
        );
      }
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, work));
  result.durationMs = clock.nowMs() - startMs;
  result.findings.sort((a, b) => b.count - a.count);
  return result;
}

type Pair = (sequence: FuzzSequence) => Promise<Difference | undefined>;

function createPair({ real, simulator, clock }: FuzzOptions, result: FuzzResult): Pair {
  let played = 0;
  return async (sequence) => {
    played += 1;
    const scope = `fz${String(played).padStart(6, "0")}`;
    const hits = result.ruleHits;
    const ignored: RuleHits = new Map();
    const [told, simulated] = await Promise.all([
      play({ sequence, scope, origin: real.origin, ask: real.ask, hits, clock }),
      play({
        ...{ sequence, scope, clock, hits: ignored },
        ...{ origin: simulator.origin, ask: simulator.ask },
      }),
    ]);
    for (const { status } of told) {
      result.statuses.set(String(status), (result.statuses.get(String(status)) ?? 0) + 1);
    }
    return compare(sequence, { real: told, simulator: simulated }, result.knownHits);
  };
}

async function note(
  options: FuzzOptions,
  result: FuzzResult,
  replay: Pair,
  sequence: FuzzSequence,
  difference: Difference,
): Promise<void> {
  const { signature } = difference;
  const known = result.findings.find((each) => each.signature === signature);
  if (known) {
    known.count += 1;
    return;
  }
  const finding = { signature, count: 1, sequence, difference };
  result.findings.push(finding);
  const { replaysMax } = options;
  Object.assign(finding, await shrink({ sequence, difference, replay, replaysMax }));
  // A run of hours tells what it finds while it goes on.
  options.progress(describeFinding(finding));
}
