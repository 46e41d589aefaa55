import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { seededRandom, wallClock } from "../harness/environments/wall-clock.ts";
import { descendants } from "./descendants.ts";
import type { Figure } from "./figures.ts";

const program = fileURLToPath(new URL("../bin/fluxproof.js", import.meta.url));
const rounds = 10;

/**
 * `kill -9` of the harness at random moments: no process of it survives, its history is readable to the
 * last whole line and judged `unknown`, and the next run sweeps its files and cgroups and nothing else.
 */
export async function kill(): Promise<Figure[]> {
  const clock = wallClock();
  const random = seededRandom(clock.epochMs());
  const problems: string[] = [];
  const moments: string[] = [];
  const root = await mkdtemp(join(tmpdir(), "kill-bench-"));
  // Looks like ours but carries no mark: it must be left alone.
  const bystander = join(root, "fluxproof-bystander");
  mkdirSync(bystander);
  for (let round = 1; round <= rounds; round += 1) {
    const out = join(root, `out-${round}`);
    const momentMs = Math.round(300 + random.next() * 17_000);
    moments.push(`${(momentMs / 1000).toFixed(1)} s`);
    const harness = start(root, out);
    await clock.sleep(momentMs);
    const children = descendants(harness.pid ?? 0);
    harness.kill("SIGKILL");
    await new Promise((resolve) => harness.once("close", resolve));
    await clock.sleep(2000);
    const alive = children.filter((pid) => existsSync(`/proc/${pid}`));
    if (alive.length > 0)
      problems.push(`round ${round}: ${alive.length} of ${children.length} processes survived`);
    problems.push(...judged(out, round));
  }
  const left = () => readdirSync(root).filter((name) => name.startsWith("fluxproof-"));
  const before = left().length - 1;
  // A run that comes to its end sweeps what the killed ones left.
  const last = start(root, join(root, "out-last"));
  await new Promise((resolve) => last.once("close", resolve));
  const after = left();
  if (after.join() !== "fluxproof-bystander")
    problems.push(`after the next run there is ${after.join(", ") || "not even the bystander"}`);
  const groups = ownGroups();
  if (groups.length > 0) problems.push(`cgroups left: ${groups.join(", ")}`);
  await rm(root, { recursive: true });
  return [
    {
      what: `kill -9 at ${moments.join(", ")}`,
      value:
        problems.length > 0
          ? problems.join("; ")
          : `nothing survived, the next run swept ${before} folders and their cgroups and left the bystander`,
      goal: "nothing survives, unknown verdicts, all swept",
      reached: problems.length === 0,
    },
  ];
}

function start(root: string, out: string): ChildProcess {
  return spawn(process.execPath, [program, "run", "apply/converges-after-commit", "--out", out], {
    stdio: "ignore",
    env: { ...process.env, TMPDIR: root },
  });
}

/** What `check` says of a killed run; a run killed before it had a directory has nothing to say. */
function judged(out: string, round: number): string[] {
  const dir = join(out, "apply", "converges-after-commit");
  if (!existsSync(join(dir, "history.ndjson"))) return [];
  const { status, stdout } = spawnSync(process.execPath, [
    program,
    "check",
    dir,
    "--format",
    "json",
  ]);
  const report = JSON.parse(stdout.toString());
  const ended = readFileSync(join(dir, "history.ndjson"), "utf8").includes('"type":"run.end"');
  return (status === 2 && report.unknown === 1) || ended
    ? []
    : [
        `round ${round}: check exited with ${status} and found ${JSON.stringify(report.scenarios[0]?.outcome)}`,
      ];
}

/** Memory cgroups with the harness's name, anywhere below where it makes them. */
function ownGroups(): string[] {
  const { stdout } = spawnSync("find", ["/sys/fs/cgroup", "-type", "d", "-name", "fluxproof-*"]);
  return stdout.toString().split("\n").filter(Boolean);
}
