import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { clusterOf, hasBegun, historyText, type RunTraces, type Stage } from "./stages.ts";
import type { Surroundings } from "./surroundings.ts";

/** A run of the command line that is under way. */
export interface Run {
  process: ChildProcess;
  traces: RunTraces;
  /** @throws Error where it ends before. */
  reaches(stage: Stage): Promise<void>;
  cluster(): string | undefined;
  ended: Promise<{ code: number | NodeJS.Signals | null; said: string }>;
}

const program = fileURLToPath(new URL("../../bin/fluxproof.js", import.meta.url));
const [group, name] = ["apply", "converges-after-commit"] as const;
let runs = 0;

/** As a user would, with Gitea in a container. */
export async function startRun(place: Surroundings): Promise<Run> {
  runs += 1;
  const out = join(place.root, `out-${runs}`);
  const traces = {
    clusters: place.clusters,
    others: new Set(readdirSync(place.clusters)),
    runDir: join(out, group, name),
  };
  const { node, gitea } = place.images;
  const [file = "", ...args] = [
    ...[...place.prefix, process.execPath, program, "run", `${group}/${name}`, "--out", out],
    ...["--env", "kind", "--subject", "flux@2.7", "--node-image", node],
    ...["--git-host", "gitea", "--gitea-image", gitea],
  ];
  const child = spawn(file, args, { stdio: ["ignore", "pipe", "pipe"], env: place.env });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.on("data", (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
    });
  }
  let over = false;
  const ended = new Promise<Awaited<Run["ended"]>>((resolve) => {
    child.once("close", (code, signal) => {
      over = true;
      resolve({ code: code ?? signal, said });
    });
  });
  return {
    ...{ process: child, traces, ended },
    cluster: () => clusterOf(traces),
    async reaches(stage) {
      while (!hasBegun(stage, traces)) {
        if (over) throw new Error(`the run ended before ${stage}:\n${said}`);
        await place.clock.sleep(20);
      }
    },
  };
}

/**
 * Judges what a run recorded once more: `unknown` without its end, and else what the end says. One that was killed
 * before it had a directory has nothing to say.
 */
export function judgedWrongly({ traces }: Run): string[] {
  if (!existsSync(join(traces.runDir, "history.ndjson"))) return [];
  const history = historyText(traces);
  const done = history.includes('"type":"run.end","outcome":"done"');
  const ends = history.split('"type":"run.end"').length - 1;
  const args = [program, "check", traces.runDir, "--format", "json"];
  const { status, stdout } = spawnSync(process.execPath, args, { encoding: "utf8" });
  const outcome = JSON.parse(stdout).scenarios[0]?.outcome;
  const expected = done ? "pass" : "unknown";
  return outcome === expected && status === (done ? 0 : 2) && ends <= 1
    ? []
    : [`check exited with ${status} and found ${outcome} with ${ends} ends, expected ${expected}`];
}
