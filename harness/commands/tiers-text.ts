import { oneLine } from "../../reports/printable.ts";
import type { Ratio, TierComparison, TierFigures } from "../analysis/traces/compare-tiers.ts";
import { type Spread, spread, type TierSummary } from "../analysis/traces/summarise-tiers.ts";
import { formatMs } from "../core/quantity.ts";

/** The tiers as a table in Markdown: a row for each scenario, a column for each tier. */
export function tiersText({ base, tiers, scenarios, summary }: TierComparison): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    `Held to ${base}: verdict · elements of the traces that agree · median from push to Ready · peak working set of the controllers. ×1 is as on ${base}.`,
    "",
    row(["scenario", ...tiers]),
    row(["", ...tiers].map(() => "---")),
    ...scenarios.map(({ scenario, tiers: of }) =>
      row([`\`${oneLine(scenario)}\``, ...tiers.map((tier) => cell(of[tier], tier === base))]),
    ),
    row(["all", ...tiers.map((tier) => (tier === base ? "" : sumCell(summary[tier])))]),
    ...becauses(scenarios),
  ].join("\n");
}

function cell(figures: TierFigures | undefined, isBase: boolean): string {
  if (!figures) return "not run";
  const { outcomes, traces, readyMs, workingSet } = figures;
  const verdict = verdictText(outcomes);
  if (isBase) return [verdict, ...(readyMs ? [formatMs(readyMs.value)] : [])].join(" · ");
  const peaks = spread(Object.values(workingSet).flatMap(({ ratio }) => ratio ?? []));
  return [
    verdict,
    traces && "total" in traces ? `${traces.agree}/${traces.total}` : "?",
    ratioText(readyMs),
    peaks ? rangeText(peaks) : "–",
  ].join(" · ");
}

/** `pass ×3`, `2 pass 1 fail` */
function verdictText(outcomes: TierFigures["outcomes"]): string {
  const counts = [...Map.groupBy(outcomes, (outcome) => outcome)];
  const [first] = counts;
  if (counts.length === 1 && first) {
    return first[1].length === 1 ? first[0] : `${first[0]} ×${first[1].length}`;
  }
  return counts.map(([outcome, all]) => `${all.length} ${outcome}`).join(" ");
}

function sumCell(summary: TierSummary | undefined): string {
  if (!summary) return "";
  const { scenarios, sameVerdict, traces, readyRatio, workingSetRatio } = summary;
  const share = traces.total === 0 ? "?" : `${((100 * traces.agree) / traces.total).toFixed(1)} %`;
  return [
    `${sameVerdict} of ${scenarios} the same`,
    `${share} of ${traces.total}`,
    spreadText(readyRatio),
    spreadText(workingSetRatio),
  ].join(" · ");
}

function ratioText(ratio: Ratio | null): string {
  return ratio?.ratio ? `×${ratio.ratio.toFixed(2)}` : "–";
}

function rangeText({ min, max }: Spread): string {
  const [from, to] = [min.toFixed(2), max.toFixed(2)];
  return from === to ? `×${from}` : `×${from}–${to}`;
}

function spreadText(of: Spread | null): string {
  if (!of) return "–";
  return `×${of.median.toFixed(2)} (${of.min.toFixed(2)}–${of.max.toFixed(2)})`;
}

/** Why traces could not be compared, a line each. */
function becauses(scenarios: TierComparison["scenarios"]): string[] {
  const lines = scenarios.flatMap(({ scenario, tiers }) =>
    Object.entries(tiers).flatMap(([tier, { traces }]) =>
      traces && "because" in traces
        ? [`? ${oneLine(scenario)} in ${tier}: ${oneLine(traces.because)}`]
        : [],
    ),
  );
  return lines.length > 0 ? ["", ...lines] : [];
}
