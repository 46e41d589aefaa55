import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { reportFailure } from "../../ci/report-failure.ts";
import { UsageError } from "../../harness/core/failure.ts";
import { renderHonestyPage } from "../../reports/html/honesty/honesty-page.ts";
import type { Outcomes } from "../../reports/html/honesty/honesty-study.ts";
import { armOf } from "./arms.ts";
import { codeCommit, codeDigest } from "./code-digest.ts";
import { honestyMarkdown } from "./markdown.ts";
import { isLike, realComparisons } from "./real.ts";
import { readRealLines } from "./real-lines.ts";
import { readStudy, type StoredStudy, writeStudy } from "./stored-study.ts";
import { study } from "./study.ts";
import { wholeStudy } from "./whole-study.ts";

/**
 * `npm run honesty`: the judge of `fluxproof qualify` on simulated comparisons, as far as they aren't known from before
 * (`docs/honesty-simulated.json`, as long as the code is the same). `--real same,delay,GOGC --comparisons N`
 * makes N more real ones of each of these arms, in the arm's own budget, and appends a line of each to
 * `docs/honesty-real.ndjson`; what is interrupted is gone on with by the same call. Writes `docs/honesty.md` and `docs/honesty.html`, and exits with 1 when a bound is broken.
 */
const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    plans: { type: "string", default: "6,10,15,20,30,48" },
    same: { type: "string", default: "200" },
    changed: { type: "string", default: "200" },
    docs: { type: "string", default: "docs" },
    real: { type: "string" },
    out: { type: "string", default: "fluxproof-runs/honesty" },
    subject: { type: "string", default: "flux@2.7" },
    env: { type: "string", default: "local" },
    scenario: { type: "string", multiple: true, default: ["scale/announced-commits"] },
    comparisons: { type: "string", default: "1" },
    budget: { type: "string" },
  },
});

const seed = Number(values.seed);
const places = {
  simulated: join(values.docs, "honesty-simulated.json"),
  real: join(values.docs, "honesty-real.ndjson"),
  text: join(values.docs, "honesty.md"),
  page: join(values.docs, "honesty.html"),
};
const digests = { simulated: codeDigest("simulated"), real: codeDigest("real") };

const question = {
  ...{ subject: values.subject, env: values.env, scenarios: values.scenario, more: positionals },
  digest: digests.real,
};

await honesty().catch(reportFailure);

async function honesty(): Promise<void> {
  if (values.real !== undefined) {
    await realComparisons({
      ...question,
      arms: values.real.split(",").map(armOf),
      comparisons: count("comparisons"),
      ...(values.budget === undefined ? {} : { budget: values.budget }),
      ...{ out: values.out, file: places.real, commit: codeCommit("real"), seed },
    });
  }
  const simulated = await simulate();
  const lines = await readRealLines(places.real);
  const real = lines.filter(isLike(question));
  const whole = wholeStudy({ study: simulated, real });
  const olderLines = lines.length - real.length;
  const { tookMs } = simulated;
  await writeFile(places.text, honestyMarkdown(whole, { seed, tookMs, olderLines }));
  await writeFile(places.page, renderHonestyPage(whole));
  for (const sentence of whole.broken) console.log(`✗ ${sentence}`);
  console.log(`${places.text} and ${places.page}: ${whole.broken.length} bounds broken`);
  process.exitCode = whole.broken.length > 0 ? 1 : 0;
}

async function simulate(): Promise<StoredStudy> {
  const known = await readStudy(places.simulated, { digest: digests.simulated, seed });
  const startedMs = performance.now();
  // Before hours in which others may commit.
  const commit = codeCommit("simulated");
  const outcomes = study({
    plans: values.plans.split(",").map(Number),
    same: count("same"),
    changed: count("changed"),
    seed,
    known: known?.outcomes ?? [],
    onOutcomes: (each) => tell(each, performance.now() - startedMs),
  });
  const all = outcomes.every((each) => known?.outcomes.includes(each));
  if (known && all) return { ...known, outcomes };
  const took = Math.round((known?.tookMs ?? 0) + performance.now() - startedMs);
  const stored = { digest: digests.simulated, seed, commit, tookMs: took, outcomes };
  await writeStudy(places.simulated, stored);
  return stored;
}

/** @throws UsageError where the option is no number of comparisons. */
function count(option: "comparisons" | "same" | "changed"): number {
  const text = values[option];
  if (/^[1-9]\d*$/.test(text)) return Number(text);
  throw new UsageError(`--${option} ${JSON.stringify(text)}: expected a whole number from 1 on`);
}

function tell(outcomes: Outcomes, tookMs: number): void {
  const { change, planned, comparisons, alarms, found, qualified, pairs } = outcomes;
  const what = change === "nothing" ? `${alarms} false alarms` : `found in ${found}`;
  const seconds = (tookMs / 1000).toFixed(0);
  console.log(
    `${seconds.padStart(4)} s  ${change}, ${planned} pairs planned, ${pairs.toFixed(1)} made: ${what}, ${qualified} qualified of ${comparisons}`,
  );
}
