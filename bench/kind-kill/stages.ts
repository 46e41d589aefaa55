import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";

/**
 * What a run in `kind` does, in order: makes its cluster, installs Flux and starts Gitea, plays its scenario,
 * removes all of it.
 */
export const stages = ["making", "installing", "scenario", "removal"] as const;
export type Stage = (typeof stages)[number];

/** What can be seen of a run from outside. */
export interface RunTraces {
  /** Folder of the clusters of this user. */
  clusters: string;
  /** Those that were there before the run. */
  others: ReadonlySet<string>;
  /** Of its one scenario. */
  runDir: string;
}

/** What its history says when a stage has begun. */
const signs: Record<Exclude<Stage, "making">, string> = {
  installing: '"text":"kind fluxproof-',
  scenario: '"text":"slot ready',
  removal: '"type":"run.end"',
};

export function hasBegun(stage: Stage, traces: RunTraces): boolean {
  return stage === "making"
    ? clusterOf(traces) !== undefined
    : historyText(traces).includes(signs[stage]);
}

/** The name of its cluster, once there is one. */
export function clusterOf({ clusters, others }: RunTraces): string | undefined {
  return readdirSync(clusters).find((name) => !others.has(name));
}

export function historyText({ runDir }: Pick<RunTraces, "runDir">): string {
  const file = join(runDir, "history.ndjson");
  return existsSync(file) ? readFileSync(file, "utf8") : "";
}
