import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { brokenBounds, brokenRealBounds } from "./bounds.ts";
import { type Honesty, honestyMarkdown } from "./markdown.ts";
import { type RealOutcomes, realComparisons } from "./real.ts";
import { type Outcomes, study } from "./study.ts";

/**
 * `npm run honesty [-- --seed N] [--out DIR]`: the judge of `fluxproof qualify` on simulated comparisons. With
 * `--real [--arms same,delay,GOGC=200] [--budget 10m] [--power-budget 30m] [-- --set rounds=3]` also on real ones, which
 * take hours; the same call goes on where an earlier one ended. Writes `honesty.json` and `docs/honesty.md`, and
 * exits with 1 when a bound is broken.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    plans: { type: "string", default: "6,8,10,12,16,20,28,36" },
    same: { type: "string", default: "200" },
    changed: { type: "string", default: "200" },
    out: { type: "string", default: "fluxproof-runs/honesty" },
    report: { type: "string", default: "docs/honesty.md" },
    real: { type: "boolean", default: false },
    arms: { type: "string", default: "same,delay,GOGC=200" },
    subject: { type: "string", default: "flux@2.7" },
    env: { type: "string", default: "local" },
    scenario: { type: "string", multiple: true, default: ["scale/announced-commits"] },
    comparisons: { type: "string", default: "10" },
    budget: { type: "string", default: "10m" },
    "power-budget": { type: "string", default: "30m" },
  },
});

const startedMs = performance.now();
const seed = Number(values.seed);
const simulated = study({
  plans: values.plans.split(",").map(Number),
  same: Number(values.same),
  changed: Number(values.changed),
  seed,
  onOutcomes: tell,
});
const simulatedMs = performance.now() - startedMs;
const commit = execFileSync("git", ["rev-parse", "--short", "HEAD"], { encoding: "utf8" }).trim();
const file = join(values.out, "honesty.json");
// Real comparisons take hours: a later call without them tells of the last.
const real = values.real ? { commit, arms: await compareForReal() } : await realBefore();
const honesty: Honesty = {
  ...{ commit, seed, tookMs: simulatedMs, simulated },
  ...(real ? { real } : {}),
  broken: [...brokenBounds(simulated), ...brokenRealBounds(real?.arms ?? [])],
};
await mkdir(values.out, { recursive: true });
await writeFile(file, `${JSON.stringify(honesty, null, 2)}\n`);
await writeFile(values.report, honestyMarkdown(honesty));
for (const sentence of honesty.broken) console.log(`✗ ${sentence}`);
console.log(`${values.report} and ${file}: all figures`);
process.exitCode = honesty.broken.length > 0 ? 1 : 0;

function compareForReal(): Promise<RealOutcomes[]> {
  return realComparisons({
    arms: values.arms.split(","),
    subject: values.subject,
    env: values.env,
    scenarios: values.scenario,
    comparisons: Number(values.comparisons),
    budget: values.budget,
    powerBudget: values["power-budget"],
    more: positionals,
    out: values.out,
    seed,
  });
}

async function realBefore(): Promise<Honesty["real"]> {
  return existsSync(file) ? (JSON.parse(await readFile(file, "utf8")) as Honesty).real : undefined;
}

function tell(outcomes: Outcomes): void {
  const { change, planned, comparisons, alarms, found, qualified, pairs } = outcomes;
  const what = change === "nothing" ? `${alarms} false alarms` : `found in ${found}`;
  const seconds = ((performance.now() - startedMs) / 1000).toFixed(0);
  console.log(
    `${seconds.padStart(4)} s  ${change}, ${planned} pairs planned, ${pairs.toFixed(1)} made: ${what}, ${qualified} qualified of ${comparisons}`,
  );
}
