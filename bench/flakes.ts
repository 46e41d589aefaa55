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

/** Five rounds of every scenario: none may come out otherwise than passed. */
export const flakes = () => repeat([], 5);

/** Twenty rounds of the short ones. */
export const flakesShort = () => repeat(short, 20);

async function repeat(names: string[], rounds: number): Promise<Figure[]> {
  const passes = new Map<string, number>();
  const bad: string[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    const out = await mkdtemp(join(tmpdir(), "fluxproof-bench-"));
    const report = await fluxproof([...names, "--out", out]);
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
      what: `passes in ${rounds} rounds of ${names.length > 0 ? "the short" : "all"} scenarios`,
      value: [counts, ...bad].join("\n    "),
      goal: "no other outcome",
      reached: bad.length === 0,
    },
  ];
}
