import { spawnSync } from "node:child_process";
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Step } from "./read-files.ts";

/** What a step left. */
export interface Played {
  code: number | null;
  /** Arguments of every call of fluxproof, in order. */
  calls: string[][];
  stdout: string;
  stderr: string;
  outputs: string;
  summary: string;
}

/**
 * Puts values in the place of expressions.
 * @throws Error for an expression that no value was given for.
 */
export function fillIn(text: string, values: Record<string, string>): string {
  return text.replaceAll(/\$\{\{\s*(.*?)\s*\}\}/gs, (_, expression: string) => {
    const value = values[expression];
    if (value === undefined) throw new Error(`no value for the expression ${expression}`);
    return value;
  });
}

/** Stands for a program: keeps its arguments, prints what `FAKE_STDOUT` says, leaves with `FAKE_CODE`. */
const fake = `#!/usr/bin/env bash
{ printf '%s\\0' "$(basename "$0")" "$@"; printf '\\n\\0'; } >> "$FAKE_CALLS"
printf '%s' "\${FAKE_STDOUT-}"
exit "\${FAKE_CODE-0}"
`;

/** Runs a step's script as a runner does: bash that ends at the first error, values by environment alone. */
export function playStep(request: {
  step: Step;
  /** An empty folder; a step after another may have the same. */
  dir: string;
  values?: Record<string, string>;
  /** More variables, over those of the step. */
  env?: Record<string, string>;
  cwd?: string;
}): Played {
  const { step, dir, values = {}, env = {}, cwd = dir } = request;
  const bin = join(dir, "bin");
  mkdirSync(bin, { recursive: true });
  for (const name of ["fluxproof", "gh", "npm", "unzip"]) {
    writeFileSync(join(bin, name), fake);
    chmodSync(join(bin, name), 0o755);
  }
  const [calls, outputs, summary] = ["calls", "outputs", "summary"].map((name) => join(dir, name));
  const own = Object.entries(step.env ?? {}).map(([name, text]) => [name, fillIn(text, values)]);
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", "-c", step.run ?? ""],
    {
      cwd,
      encoding: "utf8",
      env: {
        ...{ PATH: `${bin}:${process.env.PATH}`, HOME: dir, RUNNER_TEMP: dir },
        ...{ GITHUB_REPOSITORY: "them/fleet", GITHUB_PATH: join(dir, "path") },
        ...{ FAKE_CALLS: calls, GITHUB_OUTPUT: outputs, GITHUB_STEP_SUMMARY: summary },
        ...Object.fromEntries(own),
        ...env,
      },
    },
  );
  const read = (file = "") => (existsSync(file) ? readFileSync(file, "utf8") : "");
  const all = read(calls).split("\n\0").slice(0, -1);
  const words = all.map((call) => call.split("\0").slice(0, -1));
  return {
    code: status,
    calls: words.filter(([name]) => name === "fluxproof").map(([, ...args]) => args),
    ...{ stdout, stderr, outputs: read(outputs), summary: read(summary) },
  };
}
