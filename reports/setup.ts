import type { HostInfo, RunInfo, SubjectInfo } from "../harness/core/run.ts";
import type { StoredRun } from "./stored-run.ts";

/** What runs must share for their figures to stand side by side. */
export interface Setup {
  environment: string;
  gitHost: string;
  subject: SubjectInfo;
  seed: number;
  parts: Record<string, string>;
  /** Recordings don't tell it. */
  host?: HostInfo;
  fluxproof: string;
}

/** Runs made with one setup, in the order they came in. */
export interface SetupGroup {
  setup: Setup;
  runs: StoredRun[];
}

/** Runs by setup: usually one group; more when several run sets are reported together. */
export function groupBySetup(runs: readonly StoredRun[]): SetupGroup[] {
  const groups = Map.groupBy(runs, (run) => JSON.stringify(setupOf(run.info)));
  return [...groups.values()].flatMap((own) =>
    own[0] ? [{ setup: setupOf(own[0].info), runs: own }] : [],
  );
}

export function setupOf(info: RunInfo): Setup {
  const { environment, gitHost, subject, seed, parts, host, fluxproof } = info;
  return { environment, gitHost, subject, seed, parts, host, fluxproof };
}

/** `Flux 2.7.5 (source-controller 1.7.4, kustomize-controller 1.7.3)` */
export function subjectLine({ name, controllers }: SubjectInfo): string {
  const versions = controllers.map((part) => `${part.name} ${part.version}`).join(", ");
  return versions === "" ? name : `${name} (${versions})`;
}

/** `Memory`; of the model never without saying so. */
export function figuresTitle(title: string, { kind }: Pick<SubjectInfo, "kind">): string {
  return kind === "model" ? `${title} (of the model, not measured)` : title;
}

/** `local · Git host sim · seed 42 · fluxproof 0.1.0` */
export function circumstancesLine({ environment, gitHost, seed, fluxproof, parts }: Setup): string {
  const versions = Object.entries(parts).map(([name, version]) => `${name} ${version}`);
  return [
    environment,
    `Git host ${gitHost}`,
    ...versions,
    `seed ${seed}`,
    `fluxproof ${fluxproof}`,
  ].join(" · ");
}

/** The command that makes the same run again, as far as `run.json` can tell it. */
export function repeatCommand(info: RunInfo): string {
  const { scenario, set = [], environment, gitHost, subject, seed } = info;
  const options = { env: environment, "git-host": gitHost, subject: subject.name, seed };
  const words = Object.entries(options).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const changes = set.flatMap((change) => ["--set", change]);
  return ["fluxproof", "run", scenario.name, ...words, ...changes].map(shellWord).join(" ");
}

function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
