import { printable } from "../printable.ts";
import type { StoredRun } from "../stored-run.ts";

/** One metric family; its name ends with its unit. */
export interface Family {
  name: string;
  unit?: string;
  help: string;
  samples: Sample[];
}

export interface Sample {
  run: StoredRun;
  /** Beside those of the run. */
  labels: Record<string, string>;
  /** Null where nothing was measured: there is then no sample. */
  value: number | null;
}

/** A family with its samples; empty where it has none. */
export function familyText({ name, unit, help, samples }: Family): string {
  const lines = samples.flatMap(({ run, labels, value }) =>
    value === null ? [] : [`${name}{${labelText({ ...labelsOf(run), ...labels })}} ${value}\n`],
  );
  if (lines.length === 0) return "";
  const about = [`# TYPE ${name} gauge`, ...(unit ? [`# UNIT ${name} ${unit}`] : [])];
  return `${[...about, `# HELP ${name} ${help}`].join("\n")}\n${lines.join("")}`;
}

/** What tells a run from all others; a model's figures never pass for Flux's. */
function labelsOf({ dir, info }: StoredRun): Record<string, string> {
  return {
    scenario: info.scenario.name,
    environment: info.environment,
    git_host: info.gitHost,
    subject: info.subject.name,
    of_model: String(info.subject.kind === "model"),
    seed: String(info.seed),
    run: dir,
  };
}

function labelText(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}="${escapeValue(value)}"`)
    .join(",");
}

function escapeValue(value: string): string {
  const escapes: Record<string, string> = { "\\": "\\\\", "\n": "\\n", '"': '\\"' };
  return printable(value).replaceAll(/[\\\n"]/g, (character) => escapes[character] ?? character);
}
