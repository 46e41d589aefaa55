import { execFileSync, spawn } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { wallClock } from "../simulators/support/clock.ts";

/**
 * `npm run nightly [-- --only NAME,NAME] [--out DIR] [--archive FILE]`: what takes too long for `.ci/run`,
 * one after another. Writes `nightly/COMMIT.md` with each step's command, time and last lines, and adds the
 * runs on real Flux to the archive of `fluxproof history`; exits with 1 if any failed.
 */
const steps: {
  name: string;
  command: string;
  minutesMax: number;
  /** It runs scenarios on real Flux, and takes `--out`. */
  runs?: true;
}[] = [
  { name: "seeds", command: "node bin/fluxproof.js run --seeds 200", minutesMax: 60 },
  { name: "mutants", command: "npm run mutants", minutesMax: 90 },
  { name: "real-mutants", command: "npm run mutants:real", minutesMax: 90 },
  { name: "checkers", command: "npm run mutants:checkers", minutesMax: 60 },
  { name: "fidelity", command: "node bin/fluxproof.js fidelity --seeds 3", minutesMax: 20 },
  {
    name: "fuzz",
    command: "npm run fuzz -- kube --requests 100000 --seed 1 --budget 3600",
    minutesMax: 70,
  },
  {
    name: "malformed",
    command: "npm run fuzz -- kube-malformed --served --requests 20000",
    minutesMax: 20,
  },
  { name: "local", command: "npm run real --", minutesMax: 60, runs: true },
  { name: "sim", command: "npm run sim --", minutesMax: 45, runs: true },
  { name: "kind", command: "npm run kind --", minutesMax: 75, runs: true },
  {
    name: "sim-2.9",
    command: "node bin/fluxproof.js run --env sim --subject flux@2.9",
    minutesMax: 45,
    runs: true,
  },
  {
    name: "memory-2.9",
    command: "node bin/fluxproof.js run soak --env sim --subject flux@2.9",
    minutesMax: 30,
    runs: true,
  },
  { name: "soak", command: "npm run bench -- soak", minutesMax: 90 },
];

const { values } = parseArgs({
  options: {
    only: { type: "string" },
    out: { type: "string", default: "nightly" },
    archive: { type: "string", default: "fluxproof-history.sqlite" },
  },
});
const chosen = values.only?.split(",") ?? steps.map(({ name }) => name);
const strange = chosen.find((name) => !steps.some((step) => step.name === name));
if (strange !== undefined) {
  console.error(`--only ${strange}: expected some of: ${steps.map(({ name }) => name).join(", ")}`);
  process.exit(64);
}
const clock = wallClock();
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
const results: string[] = [];
let failed = 0;
const runsDir = await mkdtemp(join(tmpdir(), "fluxproof-nightly-"));
for (const { name, command, minutesMax, runs } of steps.filter(({ name }) =>
  chosen.includes(name),
)) {
  console.log(`\n=== ${name}: ${command}`);
  const startedMs = clock.nowMs();
  const dir = join(runsDir, name);
  const { code, tail } = await run(runs ? `${command} --out ${dir}` : command, minutesMax);
  if (runs) {
    const added = await run(`node bin/fluxproof.js history add ${dir} --db ${values.archive}`, 5);
    if (added.code !== 0) failed += 1;
  }
  const minutes = ((clock.nowMs() - startedMs) / 60_000).toFixed(1);
  if (code !== 0) failed += 1;
  const verdict = code === 0 ? "passed" : `failed (${code ?? "no end within its time"})`;
  results.push(
    `## ${name}: ${verdict}\n\n\`${command}\`, ${minutes} min\n\n\`\`\`\n${tail}\n\`\`\``,
  );
}
await rm(runsDir, { recursive: true });
const head = `# Nightly of ${commit}\n\n${chosen.length - failed} passed, ${failed} failed`;
await mkdir(values.out, { recursive: true });
const file = join(values.out, `${commit}.md`);
await writeFile(file, `${[head, ...results].join("\n\n")}\n`);
console.log(`\n${file}: ${chosen.length - failed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;

/** Runs a command line, shows what it says, and keeps its last lines. */
function run(command: string, minutesMax: number): Promise<{ code: number | null; tail: string }> {
  const child = spawn("sh", ["-c", command], { stdio: ["ignore", "pipe", "pipe"], detached: true });
  let said = "";
  const take = (chunk: Buffer, stream: NodeJS.WriteStream) => {
    stream.write(chunk);
    said = (said + chunk.toString()).slice(-20_000);
  };
  child.stdout.on("data", (chunk: Buffer) => take(chunk, process.stdout));
  child.stderr.on("data", (chunk: Buffer) => take(chunk, process.stderr));
  const ended = new AbortController();
  clock.sleep(minutesMax * 60_000, ended.signal).then(
    // The group: a shell passes a signal on to nobody.
    () => child.pid && process.kill(-child.pid, "SIGTERM"),
    () => {},
  );
  return new Promise((resolve, reject) => {
    child.on("error", reject);
    child.on("close", (code) => {
      ended.abort();
      resolve({ code, tail: said.trimEnd().split("\n").slice(-25).join("\n") });
    });
  });
}
