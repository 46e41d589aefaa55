import { spawn } from "node:child_process";
import { mkdtemp, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { median } from "../harness/analysis/median.ts";
import { referenceSubject } from "../harness/environments/reference/model-catalogue.ts";
import { referenceEnvironment } from "../harness/environments/reference/reference-environment.ts";
import { wallClock } from "../harness/environments/wall-clock.ts";
import {
  commit,
  converge,
  during,
  gitHost,
  prunesNothing,
  repeat,
  scenario,
  wait,
} from "../harness/index.ts";
import { hostInfo } from "../harness/runner/host-info.ts";
import { runOne } from "../harness/runner/run-one.ts";
import { startBrowser } from "../reports/html/testing/open-page.ts";
import { type Figure, spread } from "./figures.ts";

const secondsMax = 2;
const mebibytesMax = 10;
const rounds = 5;
const clock = wallClock();

/** An hour of 1,000 Kustomizations with a commit a minute, polls and an outage. */
const busyHour = scenario({
  name: "scale/busy-hour",
  guarantee: "A fleet that commits and an outage come to loses nothing.",
  fleet: {
    ...{ repositories: 20, kustomizations: 1000, objectsPerKustomization: 2 },
    ...{ sourceInterval: "1m", kustomizationInterval: "10m" },
  },
  drive: [
    converge({ within: "10m" }),
    repeat(25, [commit({ share: 0.1 }), wait("1m")]),
    during(gitHost.answers({ status: 503 }), [wait("5m")]),
    repeat(25, [commit({ share: 0.1 }), wait("1m")]),
    converge({ within: "10m" }),
  ],
  check: [prunesNothing()],
});

/**
 * The report of an hour of 1,000 objects, and two such runs held to each other. `FLUXPROOF_BENCH_RUNS` names a
 * folder for the runs, which are then kept and, if they are there, not made again.
 */
export async function report(): Promise<Figure[]> {
  const kept = process.env.FLUXPROOF_BENCH_RUNS;
  const dir = kept ?? (await mkdtemp(join(tmpdir(), "fluxproof-bench-")));
  try {
    const [first, second] = [join(dir, "1"), join(dir, "2")];
    await runModel(first, 1);
    await runModel(second, 2);
    return [await opens([first]), await opens([first, second]), await compares(first, second)];
  } finally {
    if (kept === undefined) await rm(dir, { recursive: true });
  }
}

async function runModel(dir: string, seed: number): Promise<void> {
  const isThere = await stat(join(dir, "metrics.json")).catch(() => undefined);
  if (isThere) return;
  const [host, environment] = [await hostInfo(), referenceEnvironment()];
  await runOne({ scenario: busyHour, seed, dir, host, environment, subject: referenceSubject });
}

/** From asking a browser that has begun for the page until the plots in sight are drawn. */
async function opens(runs: readonly string[]): Promise<Figure> {
  const file = join(runs[0] ?? "", `report-${runs.length}.html`);
  const written = await fluxproof(["report", ...runs, "--format", "html", "--output", file]);
  const mebibytes = (await stat(file)).size / 2 ** 20;
  const seconds: number[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const browser = await startBrowser();
    const page = await browser.newPage({ viewport: { width: 1200, height: 900 } });
    const opened = timed(async () => {
      await page.goto(`${pathToFileURL(file).href}#s0`);
      await page.waitForFunction("document.querySelector('[data-plot]')?.plot !== undefined");
    });
    seconds.push(await opened.finally(() => browser.close()));
  }
  return {
    what: `the report of ${runs.length === 1 ? "an hour" : "two hours"} of 1,000 Kustomizations in Chromium, from its address to its plots`,
    value: `${spread(seconds)} s, ${mebibytes.toFixed(2)} MiB; written in ${written.wall.toFixed(1)} s, of CPU ${written.cpu.toFixed(1)} s`,
    goal: `at most ${secondsMax} s and ${mebibytesMax} MiB`,
    reached: median(seconds) <= secondsMax && mebibytes <= mebibytesMax,
  };
}

/** Written by the command line, which reads both histories whole. */
async function compares(first: string, second: string): Promise<Figure> {
  const { size } = await stat(join(first, "history.ndjson"));
  const file = join(first, "both.html");
  const rows: { wall: number; cpu: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    rows.push(await fluxproof(["report", first, second, "--format", "html", "--output", file]));
  }
  const [wall, cpu] = [rows.map((row) => row.wall), rows.map((row) => row.cpu)];
  return {
    what: `two such runs side by side, from the command to the page; each history has ${Math.round(size / 2 ** 20)} MiB`,
    value: `${spread(wall)} s, of CPU ${spread(cpu)} s`,
    goal: `at most ${secondsMax} s`,
    reached: median(wall) <= secondsMax,
  };
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const beganMs = clock.nowMs();
  await work();
  return (clock.nowMs() - beganMs) / 1000;
}

const program = fileURLToPath(new URL("../bin/fluxproof.js", import.meta.url));

/** Seconds of time and of CPU: a busy machine makes the first longer, not the second. */
async function fluxproof(args: string[]): Promise<{ wall: number; cpu: number }> {
  const timed = 'TIMEFORMAT="%R %U %S"; time "$@"';
  const child = spawn("bash", ["-c", timed, "bash", process.execPath, program, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const said: Buffer[] = [];
  child.stderr.on("data", (chunk: Buffer) => said.push(chunk));
  const code = await new Promise<number | null>((resolve) => child.on("close", resolve));
  const text = Buffer.concat(said).toString();
  if (code !== 0) throw new Error(`fluxproof ${args.join(" ")} exited with ${code}: ${text}`);
  const [wall = 0, user = 0, system = 0] = (text.trim().split("\n").at(-1) ?? "")
    .split(" ")
    .map(Number);
  return { wall, cpu: user + system };
}
