import type { Recorder } from "../core/history.ts";
import type { Step } from "../core/scenario.ts";
import type { SlotRequest } from "../environments/environment.ts";
import type { ScenarioRun } from "./run-scenario.ts";

/** What a scenario needs of its environment. */
export function slotRequestOf(run: ScenarioRun, recorder: Recorder): SlotRequest {
  const { info, subject, dir, time, signal, onPhase } = run;
  const { scenario, seed } = info;
  return {
    subject,
    controllers: scenario.controllers,
    apiFaults: namesApiFault(scenario.drive),
    workloads: scenario.workloads ?? [],
    accounts: scenario.accounts,
    ...(scenario.artifactHosts ? { artifactHosts: scenario.artifactHosts } : {}),
    ...(scenario.freshCluster ? { freshCluster: true } : {}),
    ...{ seed, dir, recorder, clock: time.clock, signal },
    ...(onPhase ? { onPhase } : {}),
  };
}

function namesApiFault(steps: readonly Step[]): boolean {
  return steps.some(
    ({ fault, steps: inner = [] }) => fault?.target === "api-server" || namesApiFault(inner),
  );
}
