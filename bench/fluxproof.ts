import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { HistoryEntry } from "../harness/core/history.ts";
import type { Metrics } from "../harness/core/metrics.ts";

/** The JSON document that `fluxproof run --format json` prints, as far as benchmarks read it. */
export interface RunReport {
  seed: number;
  dir: string;
  scenarios: {
    name: string;
    outcome: string;
    durationMs: number;
    dir: string;
    verdicts: RunVerdict[];
  }[];
  passed: number;
  failed: number;
  unknown: number;
}

interface RunVerdict {
  checker: string;
  outcome: string;
  because: string;
}

const program = fileURLToPath(new URL("../bin/fluxproof.js", import.meta.url));

/** Runs the command line as a user would and reads what it printed. */
export async function fluxproof(args: string[]): Promise<RunReport> {
  const child = spawn(process.execPath, [program, "run", ...args, "--format", "json"], {
    stdio: ["ignore", "pipe", "pipe"],
  });
  const chunks: Buffer[] = [];
  const said: Buffer[] = [];
  child.stdout.on("data", (chunk: Buffer) => chunks.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const text = Buffer.concat(chunks).toString();
  try {
    return JSON.parse(text);
  } catch {
    throw new Error(
      `fluxproof run ${args.join(" ")} exited with ${code} and printed no report: ${Buffer.concat(said).toString().slice(-2000)}`,
    );
  }
}

export function readMetrics(dir: string): Metrics {
  return JSON.parse(readFileSync(join(dir, "metrics.json"), "utf8"));
}

export function readHistory(dir: string): HistoryEntry[] {
  return readFileSync(join(dir, "history.ndjson"), "utf8")
    .split("\n")
    .slice(0, -1)
    .map((line) => JSON.parse(line));
}
