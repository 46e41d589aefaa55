import { familyError } from "../../harness/analysis/qualification/spend-error.ts";
import { bounds, budgetMinutes } from "./bounds.ts";
import { noise } from "./noise.ts";
import type { RealOutcomes } from "./real.ts";
import { nothing } from "./simulate.ts";
import type { Outcomes } from "./study.ts";

export interface Honesty {
  commit: string;
  seed: number;
  tookMs: number;
  simulated: Outcomes[];
  /** The last real comparisons, which may be of an earlier commit. */
  real?: { commit: string; arms: RealOutcomes[] };
  broken: string[];
}

/** `docs/honesty.md`. */
export function honestyMarkdown({
  commit,
  seed,
  tookMs,
  simulated,
  real,
  broken,
}: Honesty): string {
  return `# Is the judge of \`fluxproof qualify\` honest?

Written by \`npm run honesty\` at commit ${commit}, seed ${seed}, in ${Math.round(tookMs / 1000)} s. ${
    broken.length === 0 ? "All bounds hold." : `**Broken:** ${broken.join("; ")}.`
  }

The judge allows itself ${100 * familyError} % of false alarms over all ${noise.figures.length} figures and all looks together; the bound is ${100 * bounds.alarmsMost} % of comparisons of a subject with itself. A change must be found in ${100 * bounds.foundLeast} % of comparisons with ${bounds.statedPairs} pairs, about what the usual budget of 30 minutes allows.

## What was chosen after looking

The judge was tuned on this same simulator, so that power and the shares of *qualified* are somewhat flattered: about ten settings of how far outlying steps count and of the floor of standard errors, three schedules of spending and looks, and once a looser test of sameness. The allowed 4 % were 5 % until a study of 200 had 10 false alarms. The budget by which power is judged was 45 pairs, then 36, both chosen with the curves at hand; the noise was taken from another, noisier scenario at first. The tests of differences and of sameness are exact whatever these settings are. At the 10 minutes that were asked for, 12 pairs, fewer than 8 of 10 comparisons of a subject with itself end *qualified*: that goal is not reached.

## Simulated

Noise: ${noise.origin}

A subject with itself, by the pairs that the budget allows (at 48 s a pair, and one to warm up):

${table(
  [
    "pairs planned",
    "budget",
    "pairs made",
    "false alarms",
    "qualified",
    "inconclusive",
    "regressed",
  ],
  simulated
    .filter(({ change }) => change === nothing.name)
    .map((one) => [
      String(one.planned),
      `${budgetMinutes(one.planned).toFixed(0)} min`,
      one.pairs.toFixed(1),
      share(one.alarms, one.comparisons),
      share(one.qualified, one.comparisons),
      share(one.inconclusive, one.comparisons),
      share(one.regressed, one.comparisons),
    ]),
)}

Power: a candidate that was changed:

${table(
  ["change", "pairs planned", "budget", "pairs made", "found", "qualified all the same"],
  simulated
    .filter(({ change }) => change !== nothing.name)
    .sort((a, b) => (a.change < b.change ? -1 : a.change > b.change ? 1 : a.planned - b.planned))
    .map((one) => [
      one.change,
      String(one.planned),
      `${budgetMinutes(one.planned).toFixed(0)} min`,
      one.pairs.toFixed(1),
      share(one.found, one.comparisons),
      share(one.qualified, one.comparisons),
    ]),
)}
${real ? realSection(real) : ""}`;
}

function realSection({ commit, arms }: NonNullable<Honesty["real"]>): string {
  return `
## Real

\`fluxproof qualify\` of a subject with itself on real processes, as it is and with one arm made worse on purpose, at commit ${commit}:

${table(
  [
    "arm",
    "comparisons",
    "budget",
    "alarms",
    "found",
    "qualified",
    "inconclusive",
    "regressed",
    "failed",
    "longest",
  ],
  arms.map((one) => [
    one.arm,
    String(one.comparisons),
    one.budget,
    String(one.alarms),
    one.isChanged ? String(one.found) : "",
    String(one.qualified),
    String(one.inconclusive),
    String(one.regressed),
    String(one.failed),
    `${(one.longestMs / 60_000).toFixed(1)} min`,
  ]),
)}
`;
}

function table(head: string[], rows: string[][]): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}

const share = (count: number, of: number) => `${count} of ${of}`;
