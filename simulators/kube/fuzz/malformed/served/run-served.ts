import type { Clock, Random } from "../../../../../harness/core/clock.ts";
import { installDefinitions } from "../../servers.ts";
import { judgeAnswer } from "../judge-answer.ts";
import { makeTargets } from "../make-targets.ts";
import { startBystander } from "./bystander.ts";
import type { Attack, AttackOn } from "./crowd.ts";
import { asking, fill } from "./fill.ts";
import { generatorOverWire, type WireProblem } from "./generator-over-wire.ts";
import { http1Cases } from "./http1-cases.ts";
import { http1Crowds } from "./http1-crowds.ts";
import { http2Cases } from "./http2-cases.ts";
import { http2Crowds } from "./http2-crowds.ts";
import { watchMemory } from "./memory.ts";
import { mutatedCase } from "./mutated-heads.ts";
import {
  type PhaseResult,
  problemsOf,
  type ServedLimits,
  servedLimits,
  summarize,
} from "./phase.ts";
import { type ServedProgram, startServedProgram } from "./served-program.ts";
import { tlsCrowds } from "./tls-crowds.ts";
import { playWire, type WireCase } from "./wire-case.ts";

export interface ServedResult {
  phases: PhaseResult[];
  statuses: Map<number, number>;
  problems: WireProblem[];
  peakBytes: number;
  /** From SIGTERM to the end. */
  stopMs: number;
}

/** Attacks the served program in every way there is and tells what became of it. */
export async function runServed(options: {
  /** Of the generator; a tenth as many mutated sequences of bytes are sent besides. */
  requests: number;
  random: Random;
  clock: Clock;
  /** How many connections, and how long they stay: 1 for a whole attack. */
  scale: number;
  /** Objects in the list that is asked for. */
  objects: number;
  holdMs: number;
  limits?: ServedLimits;
  progress?: (phase: PhaseResult) => void;
  /** By name, what is to be done; everything unless told. */
  only?: (name: string) => boolean;
}): Promise<ServedResult> {
  const {
    requests,
    random,
    clock,
    limits = servedLimits,
    objects,
    progress = () => {},
    only = () => true,
  } = options;
  await using program = await startServedProgram(clock);
  const result: ServedResult = {
    ...{ phases: [], statuses: new Map(), problems: [], peakBytes: 0, stopMs: 0 },
  };
  {
    using own = asking(program);
    await installDefinitions({ name: "simulator", ...own });
    await makeTargets(own);
    await fill(own.ask, own.origin, objects);
  }
  {
    await using bystander = startBystander(program);
    const phase = async (name: string, attack: () => Promise<void>) => {
      if (!only(name) || program.ended() !== undefined) return;
      await using memory = watchMemory(program.pid, clock);
      const startMs = clock.nowMs();
      bystander.taken();
      await attack();
      const told: PhaseResult = {
        ...{ name, ms: clock.nowMs() - startMs, peakBytes: memory.peak() },
        bystander: summarize(bystander.taken()),
      };
      result.phases.push(told);
      result.problems.push(...problemsOf(told, program, limits));
      progress(told);
    };
    const concurrency = 8;
    await phase("nothing", () => clock.sleep(options.holdMs));
    await phase(`${requests} malformed requests`, async () => {
      const shared = { server: program, concurrency, clock };
      const told = await generatorOverWire({
        ...shared,
        requests,
        random: random.fork("generator"),
      });
      for (const [status, count] of told.statuses) result.statuses.set(status, count);
      result.problems.push(...told.problems);
    });
    const cases = [...http1Cases, ...http2Cases];
    await phase(`${cases.length} broken sequences of bytes`, async () => {
      result.problems.push(...(await playAll(cases, program, clock, 3 * concurrency)));
    });
    const mutants = Array.from({ length: Math.ceil(requests / 10) }, (_, index) =>
      mutatedCase(random.fork(`mutant ${index}`)),
    );
    await phase(`${mutants.length} mutated sequences of bytes`, async () => {
      result.problems.push(...(await playAll(mutants, program, clock, 3 * concurrency)));
    });
    const on: AttackOn = { ...options, server: program };
    for (const attack of crowds) await phase(attack.name, () => attack.run(on));
    await phase("nothing any more", () => clock.sleep(options.holdMs));
  }
  result.peakBytes = Math.max(...result.phases.map(({ peakBytes }) => peakBytes));
  const startMs = clock.nowMs();
  const stopped = await program.stop(limits.stopMsMax);
  result.stopMs = clock.nowMs() - startMs;
  if (stopped?.how !== "exit code 0") {
    const problem = stopped
      ? `ended by ${stopped.how}`
      : `still there ${limits.stopMsMax} ms after SIGTERM`;
    result.problems.push({ problem, request: `the end\n${program.log()}` });
  }
  return result;
}

const crowds: Attack[] = [...tlsCrowds, ...http1Crowds, ...http2Crowds];

async function playAll(
  cases: readonly WireCase[],
  program: ServedProgram,
  clock: Clock,
  concurrency: number,
): Promise<WireProblem[]> {
  const problems: WireProblem[] = [];
  let next = 0;
  const play = async () => {
    for (let each = cases[next++]; each; each = cases[next++]) {
      const problem = await problemOf(each, program, clock);
      if (problem) problems.push({ problem, request: each.name });
    }
  };
  await Promise.all(Array.from({ length: concurrency }, play));
  return problems;
}

async function problemOf(wireCase: WireCase, program: ServedProgram, clock: Clock) {
  try {
    const { answers, how } = await playWire(wireCase, program, clock);
    if (wireCase.due && answers.length === 0) return `no answer; the connection is ${how}`;
    // Over HTTP/2 the type isn't read: it stands compressed.
    for (const { status, type, body } of wireCase.over === "h2" ? [] : answers) {
      const problem = judgeAnswer({ status, type, text: body.toString() });
      if (problem) return problem;
    }
    return undefined;
  } catch (error) {
    return `no connection: ${String(error)}`;
  }
}
