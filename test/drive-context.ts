import type { Fault } from "../harness/core/fault.ts";
import type { HistoryEntry, Observation } from "../harness/core/history.ts";
import type { Scenario } from "../harness/core/scenario.ts";
import type { CommitRequest } from "../harness/environments/environment.ts";
import { ClusterView } from "../harness/probes/cluster-view.ts";
import { planScenario } from "../harness/scenario/plan.ts";
import { type ScenarioInput, scenario } from "../harness/scenario/scenario.ts";
import { RepositoryStates } from "../harness/steps/repository-states.ts";
import type { DriveContext } from "../harness/steps/step.ts";
import { manualClock } from "../simulators/support/manual-clock.ts";
import { seededRandom } from "../simulators/support/random.ts";

/** What a drive did to its slot, and what it recorded. */
export interface FakeDrive {
  scenario: Scenario;
  context: Omit<DriveContext, "run">;
  clock: ReturnType<typeof manualClock>;
  ending: AbortController;
  recorded: HistoryEntry[];
  commits: CommitRequest[];
  /** `expire bot`, `rotate bot`, in order. */
  credentials: string[];
  /** `inject answers`, `remove answers`, in order. */
  faults: string[];
  /** Objects written to the API server, as `verb` was asked for. */
  writes: { verb: string; object: Record<string, unknown>; fieldManager?: string }[];
  /** A watch brought this. */
  see(observation: Observation): void;
}

/** A drive on a slot that only keeps what it is asked for. */
export function fakeDrive(
  input: Partial<ScenarioInput> = {},
  options: { seed?: number; dir?: string; inject?: (fault: Fault) => void } = {},
): FakeDrive {
  const whole = scenario({ name: "test/drive", guarantee: "Any.", drive: [], check: [], ...input });
  const plan = planScenario(whole);
  const clock = manualClock();
  const ending = new AbortController();
  const view = new ClusterView();
  const drive: Omit<FakeDrive, "context"> = {
    ...{ scenario: whole, clock, ending },
    ...{ recorded: [], commits: [], credentials: [], faults: [], writes: [] },
    see: (observation) => view.take(record(observation)),
  };
  const heads = new Map<string, string>();
  const context = {
    ...{ scenario: whole, plan, view, clock, signal: ending.signal, dir: options.dir ?? "" },
    repositories: new RepositoryStates(plan),
    recorder: { record },
    random: seededRandom(options.seed ?? 1),
    slot: { gitHost: gitHost(), cluster: cluster() },
  } as unknown as Omit<DriveContext, "run">;
  return { ...drive, context };

  function record(observation: Observation, tMs = clock.nowMs()): HistoryEntry {
    const entry = { seq: drive.recorded.length + 1, tMs, ...observation } as HistoryEntry;
    drive.recorded.push(entry);
    return entry;
  }

  function cluster() {
    const named = ({ kind, metadata }: Record<string, unknown>) =>
      `${kind} ${(metadata as { name: string }).name}`;
    return {
      create: write("create"),
      patch: write("patch"),
      delete: write("delete"),
      get: async (wanted: Record<string, unknown>) =>
        drive.writes.findLast(({ object }) => named(object) === named(wanted))?.object,
    };
  }

  function write(verb: string) {
    return async (object: Record<string, unknown>, fieldManager?: string) => {
      drive.writes.push({ verb, object, ...(fieldManager === undefined ? {} : { fieldManager }) });
    };
  }

  function gitHost() {
    return {
      kind: "sim",
      repositoryUrl: (name: string) => `http://git.example/${name}.git`,
      createRepository: async () => {},
      async commit(request: CommitRequest) {
        drive.commits.push(request);
        const previous = heads.get(request.repository) ?? null;
        const commit = `commit-${drive.commits.length}`;
        heads.set(request.repository, commit);
        return { commit, previous, pushedAtMs: clock.nowMs() };
      },
      credentials: (account: string) => ({ username: account, password: "not-for-histories" }),
      async expireCredential(account: string) {
        drive.credentials.push(`expire ${account}`);
      },
      async rotateCredential(account: string) {
        drive.credentials.push(`rotate ${account}`);
      },
      async inject(fault: Fault) {
        options.inject?.(fault);
        drive.faults.push(`inject ${fault.use}`);
        return {
          id: `fault-${drive.faults.length}`,
          async remove() {
            drive.faults.push(`remove ${fault.use}`);
            return 3;
          },
        };
      },
    };
  }
}

/** What was recorded of one type. */
export function recordedOf<Type extends Observation["type"]>(
  { recorded }: Pick<FakeDrive, "recorded">,
  type: Type,
): Extract<HistoryEntry, { type: Type }>[] {
  return recorded.filter(
    (entry): entry is Extract<HistoryEntry, { type: Type }> => entry.type === type,
  );
}
