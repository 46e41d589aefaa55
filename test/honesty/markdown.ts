import type { FigureTable } from "../../reports/figures.ts";
import type { HonestyStudy } from "../../reports/html/honesty/honesty-study.ts";
import {
  armsTable,
  changedTable,
  realTable,
  sameTable,
} from "../../reports/html/honesty/tables.ts";
import { usualBudgets } from "./arms.ts";
import { pairSeconds } from "./bounds.ts";

/** `docs/honesty.md`. */
export function honestyMarkdown(
  study: HonestyStudy,
  { seed, tookMs, olderLines }: { seed: number; tookMs: number; olderLines: number },
): string {
  const { commit, broken, bounds, chosen, origin, simulated, real } = study;
  return `# Is the judge of \`fluxproof qualify\` honest?

Written by \`npm run honesty\`, which also draws it: \`honesty.html\` beside it, which is not kept in Git. Simulated at commit ${commit}, seed ${seed}, in ${Math.round(tookMs / 1000)} s. ${
    broken.length === 0 ? "All bounds hold." : `**Broken:** ${broken.join("; ")}.`
  }

The judge allows itself ${bounds.allowedPercent} % of false alarms over all figures and all looks together; the bound is ${bounds.alarmsMostPercent} % of comparisons of a subject with itself. ${bounds.sameLeastPercent} % of these should end *qualified* within ${bounds.sameWithinMinutes} minutes. A change must be found in ${bounds.foundLeastPercent} % of comparisons within ${bounds.foundWithinMinutes} minutes.

## What was chosen after looking

${chosen}

## Simulated

Noise: ${origin}

A subject with itself, by the pairs that the budget allows (at ${pairSeconds} s a pair and some air, behind one pair of runs for conformance):

${table(sameTable(simulated))}

Power: a candidate that was changed:

${table(changedTable(simulated))}

## Real

\`fluxproof qualify\` of a subject with itself on real processes, as it is and with one arm made worse on purpose (\`delay\`: the Git host answers so much later that changes take a tenth longer; \`GOGC=200\`: more memory). Each comparison left a line in \`honesty-real.ndjson\`; those of another judge or another scenario are kept there and don't count${olderLines > 0 ? `: ${olderLines} so far` : ""}.

Budgets: ${usualBudgets.same} for a subject with itself, ${usualBudgets.delay} for \`delay\` and ${usualBudgets.GOGC} for \`GOGC=200\`, by the tables above enough to find well over nine of ten changes. How long \`delay\` makes each answer wait is told by the first comparison of the subject with itself. Controllers have their temporary files in memory in all of them; the runs that the noise above was taken from had them on disk.

${real.length === 0 ? "None yet." : `${table(armsTable(real))}\n\n${table(realTable(real))}`}
`;
}

function table({ head, rows }: FigureTable): string {
  const line = (cells: string[]) => `| ${cells.join(" | ")} |`;
  return [line(head), line(head.map(() => "---")), ...rows.map(line)].join("\n");
}
