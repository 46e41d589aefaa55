import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { UsageError } from "../../harness/core/failure.ts";
import { seededRandom } from "../../harness/environments/wall-clock.ts";
import type { Figure } from "../figures.ts";
import { type Bystanders, makeBystanders } from "./bystanders.ts";
import { killHarness, killNode, type Victim } from "./killers.ts";
import { type Inventory, stillThere, takeInventory } from "./leftovers.ts";
import { killDaemon, ownDocker } from "./own-docker.ts";
import { judgedWrongly, startRun } from "./run.ts";
import { type Stage, stages } from "./stages.ts";
import { givenDocker, type Surroundings } from "./surroundings.ts";

export interface KindKillOptions {
  what: string;
  times: number;
  /** Of the moments. */
  seed: number;
}

const victims: Record<string, { open(root: string): Promise<Surroundings>; kill: Victim }> = {
  harness: { open: givenDocker, kill: killHarness },
  node: { open: givenDocker, kill: killNode },
  daemon: { open: ownDocker, kill: killDaemon },
};

/**
 * `kill -9` of the harness, of a node or of a Docker daemon, at a random moment of each stage of a run in `kind`
 * with Gitea, in turn. What the run recorded must be judged `unknown`, or what it is where it had its end by
 * then; the next run must have swept all that was left before it makes anything; and what only looks like
 * ours must be left alone.
 */
export async function kindKill({ what, times, seed }: KindKillOptions): Promise<Figure[]> {
  const victim = victims[what];
  if (!victim) {
    throw new UsageError(`--what ${what}: expected one of: ${Object.keys(victims).join(", ")}`);
  }
  const root = await mkdtemp(join(tmpdir(), "kind-kill-"));
  await using stack = new AsyncDisposableStack();
  // Last of all: a daemon of our own has its files in it.
  stack.defer(() => rm(root, { recursive: true, force: true }));
  await using place = await victim.open(root);
  await using bystanders = await makeBystanders(place);
  const random = seededRandom(`${seed} ${what}`);
  const rounds: Round[] = [];
  const durations = await measureStages(place);
  const before = await takeInventory(place);
  let left = before;
  for (let number = 1; number <= times; number += 1) {
    const stage = stages[(number - 1) % stages.length] ?? "making";
    const delayMs = random.next() * (durations.get(stage) ?? 0);
    const round = { number, stage, delayMs, problems: [] as string[] };
    rounds.push(round);
    left = await playRound({ ...round, place, bystanders, kill: victim.kill, before, left });
    tell(round);
  }
  const problems = await expectAllSwept({ place, bystanders, before, left });
  const bad = [...rounds.flatMap(toldProblems), ...problems];
  return [
    {
      what: `kill -9 of ${what === "harness" ? "the" : "a"} ${what}, seed ${seed}: ${rounds.map(toldMoment).join(", ")}`,
      value:
        bad.length > 0
          ? bad.join("\n    ")
          : `${times} of ${times}: unknown where the run had not ended, all of ours swept by the next run before it made anything, ${bystanders.count} bystanders untouched`,
      goal: "unknown verdicts, all of ours swept, nothing else touched",
      reached: bad.length === 0,
    },
  ];
}

interface Round {
  number: number;
  stage: Stage;
  delayMs: number;
  /** What was not as it must be; filled as it is found. */
  problems: string[];
}

const toldMoment = ({ stage, delayMs }: Round) => `${stage} + ${(delayMs / 1000).toFixed(1)} s`;
const toldProblems = (round: Round) =>
  round.problems.map((text) => `round ${round.number} (${toldMoment(round)}): ${text}`);

function tell(round: Round): void {
  const outcome = round.problems.length === 0 ? "as it must be" : toldProblems(round).join("; ");
  process.stderr.write(`round ${round.number}, ${toldMoment(round)}: ${outcome}\n`);
}

/** How long each stage of an unharmed run takes. Its first part is that what all runs share is there. */
async function measureStages(place: Surroundings): Promise<Map<Stage, number>> {
  const run = await startRun(place);
  const durations = new Map<Stage, number>();
  const { clock } = place;
  for (const [index, stage] of stages.entries()) {
    await run.reaches(stage);
    const beganMs = clock.nowMs();
    const next = stages[index + 1];
    await (next ? run.reaches(next) : run.ended);
    durations.set(stage, clock.nowMs() - beganMs);
  }
  const { code, said } = await run.ended;
  if (code !== 0) throw new Error(`a run that nobody killed ended with ${code}:\n${said}`);
  const told = [...durations].map(([stage, ms]) => `${stage} ${(ms / 1000).toFixed(1)} s`);
  process.stderr.write(`an unharmed run: ${told.join(", ")}\n`);
  return durations;
}

/** Resolves to what is there after the kill. */
async function playRound(
  round: Round & {
    place: Surroundings;
    bystanders: Bystanders;
    kill: Victim;
    before: Inventory;
    left: Inventory;
  },
): Promise<Inventory> {
  const { place, bystanders, kill, stage, delayMs, before, problems } = round;
  const run = await startRun(place);
  await run.reaches("making");
  problems.push(...(await stillThere(place, { left: round.left, before })));
  await run.reaches(stage);
  await place.clock.sleep(delayMs);
  problems.push(...(await kill(run, place)));
  problems.push(...judgedWrongly(run));
  problems.push(...(await bystanders.touched()));
  return await takeInventory(place);
}

/** A last run comes to its end, and nothing but what was there before is there then. */
async function expectAllSwept(request: {
  place: Surroundings;
  bystanders: Bystanders;
  before: Inventory;
  left: Inventory;
}): Promise<string[]> {
  const { place, bystanders, before, left } = request;
  const run = await startRun(place);
  await run.reaches("making");
  const problems = await stillThere(place, { left, before });
  const { code, said } = await run.ended;
  if (code !== 0) problems.push(`the last run ended with ${code}: ${said.slice(-1000)}`);
  const after = await takeInventory(place);
  problems.push(...(await stillThere(place, { left: after, before })));
  problems.push(...(await bystanders.touched()));
  return problems;
}
