import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Figure } from "./figures.ts";
import { fluxproof } from "./fluxproof.ts";

const short = [
  "apply/converges-after-commit",
  "sources/force-push",
  "sources/rate-limited-host",
  "sources/credential-rotation",
];

const rounds = { all: 5, short: 20 };

/** Five rounds of every scenario and twenty of the short ones (those five included): none may flake. */
export async function flakes(): Promise<Figure[]> {
  const passes = new Map<string, number>();
  const bad: string[] = [];
  for (let round = 1; round <= rounds.short; round += 1) {
    const out = await mkdtemp(join(tmpdir(), "fluxproof-bench-"));
    const report = await fluxproof([...(round <= rounds.all ? [] : short), "--out", out]);
    for (const { name, outcome, verdicts } of report.scenarios) {
      if (outcome === "pass") passes.set(name, (passes.get(name) ?? 0) + 1);
      const why = verdicts.find((verdict) => verdict.outcome !== "pass");
      if (outcome !== "pass")
        bad.push(`${name}: ${outcome}, ${why?.checker}: ${why?.because} (${out})`);
    }
    process.stderr.write(`round ${round}: ${report.passed} passed, seed ${report.seed}\n`);
    if (report.failed + report.unknown === 0) await rm(out, { recursive: true });
  }
  const counts = [...passes].map(([name, count]) => `${name} ${count}`).join(", ");
  return [
    {
      what: `passes in ${rounds.all} rounds of all and ${rounds.short} of the short scenarios`,
      value: [counts, ...bad].join("\n    "),
      goal: "no other outcome",
      reached: bad.length === 0,
    },
  ];
}
