import { judge } from "../checkers/judge.ts";
import type { Random } from "../core/clock.ts";
import { UnsupportedError } from "../core/failure.ts";
import type { HistoryEntry } from "../core/history.ts";
import type { Judgement } from "../core/verdict.ts";
import type { Environment, RunTime, Slot } from "../environments/environment.ts";
import { startClusterProbe } from "../probes/cluster-probe.ts";
import { ClusterView } from "../probes/cluster-view.ts";
import { followedKinds, neededControllers } from "../scenario/kinds.ts";
import { planScenario } from "../scenario/plan.ts";
import { RepositoryStates } from "../steps/repository-states.ts";
import { StepTimeout } from "../steps/step.ts";
import type { Subject } from "../subjects/subject.ts";
import { drive } from "./drive.ts";
import { judgeRun } from "./judge-run.ts";
import { createRunDirectory, type HistoryWriter, type RunDescription } from "./run-directory.ts";
import { setUp } from "./set-up.ts";
import { slotRequestOf } from "./slot-request.ts";

export interface ScenarioRun {
  info: RunDescription;
  environment: Environment;
  subject: Subject;
  /** An empty or missing folder for this run alone. */
  dir: string;
  /** That of the environment, or real time. */
  time: RunTime;
  random: Random;
  /** Ends the run early; it is then judged `unknown`. */
  signal: AbortSignal;
  /** Told what the run does now, in a few words. */
  onPhase?(phase: string): void;
  /** Told each entry of its history after it was written. */
  onEntry?(entry: HistoryEntry): void;
}

export interface ScenarioResult {
  judgement: Judgement;
  /** Why the harness could not do its work; the judgement is then `unknown`. */
  failure?: Error;
}

/** Runs one scenario from nothing to its judgement; whatever happens, what it started is ended. */
export async function runScenario(run: ScenarioRun): Promise<ScenarioResult> {
  const { time } = run;
  using history = await createRunDirectory(run.dir, run.info, time.clock);
  if (run.onEntry) history.onEntry(run.onEntry);
  const failure = await time.run(() => drivenToItsEnd(run, history));
  const judgement = await judgeRun(run.dir);
  return failure ? { judgement, failure } : { judgement };
}

/** Drives the scenario and records how that ended; resolves to the harness's own failure, if any. */
async function drivenToItsEnd(
  run: ScenarioRun,
  history: HistoryWriter,
): Promise<Error | undefined> {
  try {
    requireEnvironment(run);
    requireControllers(run);
    run.onPhase?.("starting the control plane and the controllers");
    await using slot = await run.environment.start(slotRequestOf(run, history));
    await driveWithEvidence(run, history, slot);
    return undefined;
  } catch (error) {
    return recordFailure(history, run.signal, error as Error);
  }
}

/** Once the slot is ended, what it knows of a run that did not pass is gone. */
async function driveWithEvidence(
  run: ScenarioRun,
  history: HistoryWriter,
  slot: Slot,
): Promise<void> {
  try {
    const outcome = await driveSlot(run, history, slot);
    await slot.flush();
    history.record({ type: "run.end", ...outcome });
  } catch (error) {
    if (!run.signal.aborted) await slot.keepEvidence?.();
    throw error;
  }
  if (!slot.keepEvidence) return;
  const { outcome } = judge(run.info.scenario, history.entries);
  if (outcome !== "pass") await slot.keepEvidence();
}

/** Elsewhere its guarantee means nothing, or can't be put to the test. */
function requireEnvironment({ info, environment }: ScenarioRun): void {
  const { name, environments } = info.scenario;
  if (!environments.includes(environment.name)) {
    const why = `it is made for ${environments.join(", ")} and not for ${environment.name}`;
    throw new UnsupportedError(`scenario ${name}`, why);
  }
}

/** What the scenario is about must be part of the subject: nothing else would ever act on its objects. */
function requireControllers({ info, subject }: ScenarioRun): void {
  const lacks = neededControllers(info.scenario).filter(
    (name) => subject.binaries[name] === undefined,
  );
  if (lacks.length > 0) {
    const why = `${info.subject.name} has no ${lacks.join(" and no ")}`;
    throw new UnsupportedError(`scenario ${info.scenario.name}`, why);
  }
}

function recordFailure(
  history: HistoryWriter,
  signal: AbortSignal,
  error: Error,
): Error | undefined {
  if (error instanceof UnsupportedError) {
    const [what = error.message, because = ""] = error.message.split(" is unsupported, because ");
    history.record({ type: "unsupported", what, because });
    history.record({ type: "run.end", outcome: "error", because: error.message });
    return undefined;
  }
  const outcome = signal.aborted ? "interrupted" : "error";
  const because = error.message;
  // A run ends once: what goes wrong when its slot is ended changes nothing of what it showed.
  const ended = history.entries.some(({ type }) => type === "run.end");
  try {
    history.record(
      ended
        ? { type: "note", text: `after the end of the run: ${because}` }
        : { type: "run.end", outcome, because },
    );
  } catch {
    // The history itself is what failed; `error` says so.
  }
  return error;
}

/** Controllers send Events behind the conditions that end a drive; so long the watches stay for them. */
const settleMs = 1_000;

async function driveAndSettle(
  context: Parameters<typeof drive>[0],
  onStep: (text: string) => void,
): Promise<void> {
  try {
    await drive(context, onStep);
  } catch (error) {
    // Judged from the history, as all that was driven to its end.
    if (!(error instanceof StepTimeout)) throw error;
  }
  await context.clock.sleep(settleMs, context.signal);
}

type DriveOutcome = { outcome: "done" } | { outcome: "error"; because: string };

async function driveSlot(
  run: ScenarioRun,
  history: HistoryWriter,
  slot: Slot,
): Promise<DriveOutcome> {
  const { scenario } = run.info;
  const plan = planScenario(scenario, slot.namespace);
  const view = new ClusterView();
  history.onEntry((entry) => view.take(entry));
  const ending = new AbortController();
  // A slot or a watch that fails under the drive ends it, with the reason.
  const blind = new AbortController();
  const broken = AbortSignal.any([blind.signal, ...(slot.failed ? [slot.failed] : [])]);
  const signal = AbortSignal.any([run.signal, broken]);
  const context = {
    scenario,
    plan,
    slot,
    view,
    repositories: new RepositoryStates(plan),
    recorder: history,
    clock: run.time.clock,
    random: run.random,
    dir: run.dir,
    signal,
  };
  try {
    const probe = await setUp(context, () =>
      startClusterProbe({
        client: slot.cluster,
        namespace: plan.namespace,
        kinds: followedKinds(scenario),
        recorder: history,
        clock: run.time.clock,
        signal: ending.signal,
      }),
    );
    probe.failure.catch((error) => blind.abort(error));
    await driveAndSettle(context, (step) => run.onPhase?.(step));
    return { outcome: "done" };
  } catch (error) {
    if (broken.aborted) throw broken.reason;
    throw error;
  } finally {
    ending.abort();
  }
}
