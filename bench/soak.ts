import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { wallClock } from "../harness/environments/wall-clock.ts";
import { catalogue } from "../scenarios/index.ts";
import { unexpectedErrors } from "./controller-errors.ts";
import type { Figure } from "./figures.ts";
import { fluxproof } from "./fluxproof.ts";

const subjects = [
  "flux@2.7",
  "flux@2.9",
  "mix:source-1.3.0+kustomize-1.7.3+helm-1.4.0+notification-1.6.0",
];
const soakMs = 3_600_000;
/** Scenarios that the subject breaks on `local` too, each a finding of `docs/findings.md`. */
const brokenOnLocal: Readonly<Record<string, readonly string[]>> = {
  "flux@2.9": ["apply/hands-over-what-git-ignores", "restarts/source-controller-loses-storage"],
};

/**
 * An hour of all scenarios, one subject after another, on the simulated API server: every one gives the
 * verdict that it gives on `local`, and no controller logs an error that its scenario doesn't provoke.
 */
export async function soak(): Promise<Figure[]> {
  const clock = wallClock();
  const untilMs = clock.nowMs() + soakMs;
  const bad: string[] = [];
  const errors: string[] = [];
  let runs = 0;
  let asOnLocal = 0;
  for (let round = 0; clock.nowMs() < untilMs; round += 1) {
    const { name = "" } = catalogue[Math.floor(round / subjects.length) % catalogue.length] ?? {};
    const subject = subjects[round % subjects.length] ?? "";
    const { problems, unexpected } = await runOnce(name, subject);
    const fine = problems.length + unexpected.length === 0;
    process.stderr.write(`${subject} ${name}: ${fine ? "fine" : "not as expected"}\n`);
    runs += 1;
    if (problems.length === 0) asOnLocal += 1;
    bad.push(...problems.map((problem) => `${subject} ${name}: ${problem}`));
    errors.push(...unexpected.map((line) => `${subject} ${name}: ${line.slice(0, 500)}`));
  }
  return [
    {
      what: "an hour of mixed scenarios on sim",
      value: [`${runs} runs, ${asOnLocal} with the verdict of local`, ...bad].join("\n    "),
      goal: "every run has the verdict of local",
      reached: bad.length === 0,
    },
    {
      what: "errors in the controllers' logs that no scenario provokes",
      value: [`${errors.length}`, ...errors.slice(0, 20)].join("\n    "),
      goal: "none",
      reached: errors.length === 0,
    },
  ];
}

/** Keeps the run's directory where it is not as expected; what the hour has shown is not lost with one that tells nothing. */
async function runOnce(name: string, subject: string) {
  const out = await mkdtemp(join(tmpdir(), "fluxproof-soak-"));
  const problems: string[] = [];
  const unexpected: string[] = [];
  try {
    const asked = [name, "--env", "sim", "--subject", subject, "--out", out];
    const { scenarios } = await fluxproof(asked);
    for (const { dir, verdicts } of scenarios) {
      const why = verdicts.find(({ outcome }) => outcome !== "pass");
      const onLocal = brokenOnLocal[subject]?.includes(name) ? "fail" : "pass";
      if ((why?.outcome ?? "pass") !== onLocal) {
        const seen = why ? `${why.checker}: ${why.because}` : "passes, where it fails on local";
        problems.push(`${seen} (${out})`);
      }
      unexpected.push(...(await logErrors(dir, name)));
    }
  } catch (error) {
    problems.push(String(error));
  }
  if (problems.length + unexpected.length === 0) await rm(out, { recursive: true });
  return { problems, unexpected };
}

async function logErrors(dir: string, scenario: string): Promise<string[]> {
  const logs = (await readdir(join(dir, "logs"))).filter((file) => /-controller\.log$/.test(file));
  const found = logs.map((file) => unexpectedErrors(join(dir, "logs", file), scenario));
  return (await Promise.all(found)).flat();
}
