import { oneLine } from "../../reports/printable.ts";
import { formatChange, formatFigure } from "../../reports/quantity.ts";
import { gravestReasons } from "../../reports/reasons.ts";
import { alignColumns } from "../../reports/table/align-columns.ts";
import { temporaryFilesLines } from "../../reports/temporary-files.ts";
import type { Difference, MetricComparison, Qualification } from "../core/qualification.ts";
import { formatMs } from "../core/quantity.ts";

/** For people: the verdict, why, what differs in behaviour, and the figures as benchstat lays them out. */
export function qualificationText(qualification: Qualification): string {
  const { because, unfinished, conformance } = qualification;
  const blocks = [
    [...verdictLines(qualification), ...firstOf(because).map((reason) => `  - ${reason}`)],
    unfinished === undefined ? [] : [`not finished: ${oneLine(unfinished)}`],
    controllerLines(qualification),
    conformanceLines(conformance),
    metricLines(qualification),
    [...temporaryFilesLines(qualification), circumstances(qualification)],
  ];
  const shown = blocks.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

/** The first, gravest reasons, each on a line; a word on the others. */
export function firstOf(reasons: readonly string[]): string[] {
  const { shown, folded } = gravestReasons(reasons);
  const lines = shown.map(oneLine);
  return folded.length > 0 ? [...lines, `and ${folded.length} more, in qualification.json`] : lines;
}

const signs = { qualified: "✓", regressed: "✗", inconclusive: "?" } as const;

/** Of a mix or a folder no release is spoken of. */
export function verdictLines(qualification: Qualification): string[] {
  const { verdict, baseline, candidate, controllers } = qualification;
  const of = `${oneLine(candidate.name)} in place of ${oneLine(baseline.name)}`;
  const notes = [baseline, candidate].flatMap(({ name, notes: own }) =>
    own.map((note) => `  note on ${oneLine(name)}: ${oneLine(note)}`),
  );
  if (!controllers) return [`${signs[verdict]} ${verdict}: ${of}`, ...notes];
  return [
    `${of}: each controller is judged by itself, and no release is`,
    ...controllers.map(
      ({ name, verdict: own, ...versions }) =>
        `${signs[own]} ${own}: ${name} ${versions.baseline ?? "none"} → ${versions.candidate ?? "none"}`,
    ),
    ...notes,
  ];
}

function controllerLines({ controllers }: Qualification): string[] {
  return (controllers ?? []).flatMap(({ name, because }) => [
    `${name}:`,
    ...firstOf(because).map((reason) => `  - ${reason}`),
  ]);
}

function conformanceLines(conformance: Qualification["conformance"]): string[] {
  if (conformance.length === 0) return ["Conformance: no scenario was run"];
  const differing = conformance.filter(({ differences }) => differences.length > 0);
  return [
    `Conformance: ${conformance.length - differing.length} of ${conformance.length} scenarios alike on both sides`,
    ...differing.flatMap(({ scenario, baseline, candidate, differences }) => [
      `  ${oneLine(scenario)}: ${baseline.join(" ")} → ${candidate.join(" ")}`,
      ...gravestFirst(differences).flatMap(differenceLines),
    ]),
    ...setAsideLines(conformance).map((line) => `  ${line}`),
  ];
}

/** Runs that don't count, which nobody should have to look for. */
export function setAsideLines(conformance: Qualification["conformance"]): string[] {
  return conformance.flatMap(({ setAside = [] }) =>
    setAside.map(({ run, because }) => `not counted: ${oneLine(run)}: ${oneLine(because)}`),
  );
}

const marks = ["break", "doubt", "change", "fix"] as const;

export function gravestFirst(differences: readonly Difference[]): Difference[] {
  return differences.toSorted((a, b) => marks.indexOf(a.mark) - marks.indexOf(b.mark));
}

function differenceLines(difference: Difference): string[] {
  const { mark, controller, kind, where, baseline, candidate } = difference;
  const whose = controller === null ? "" : ` (${controller})`;
  return [
    `    ${mark}: ${kind}, ${oneLine(where)}${whose}`,
    `      - ${oneLine(baseline)}`,
    `      + ${oneLine(candidate)}`,
  ];
}

function metricLines({ performance }: Qualification): string[] {
  const { metrics } = performance;
  if (metrics.length === 0) return ["Performance: no pair of runs gave figures"];
  return [...Map.groupBy(metrics, ({ scenario }) => scenario)].flatMap(([scenario, own]) => {
    const pairs = Math.max(...own.map(({ baseline }) => baseline.length));
    const told = own.filter(isTold);
    const left = own.length - told.length;
    const head = ["metric", "baseline", "candidate", "change", "interval", "verdict"];
    return [
      `Performance, ${oneLine(scenario)}: ${pairs} pairs (* decides)`,
      ...alignColumns([head, ...told.toSorted(decidingFirst).map(metricRow)], { words: 1 }),
      ...(left > 0 ? [`${left} more were zero on both sides in every run`] : []),
    ];
  });
}

/** What was zero throughout, such as restarts, would only hide the rest. */
export function isTold({ baseline, candidate, verdict }: MetricComparison): boolean {
  const isGrave = verdict === "worse" || verdict === "better";
  return isGrave || [...baseline, ...candidate].some((value) => value !== 0);
}

export function decidingFirst(a: MetricComparison, b: MetricComparison): number {
  return Number(b.rule.decides) - Number(a.rule.decides);
}

/** `~` stands where nothing is shown, neither a difference nor that there is none. */
export function metricRow(comparison: MetricComparison): string[] {
  const { metric, rule, baselineMedian, candidateMedian, ratio, interval, verdict } = comparison;
  const within = `within ${rule.marginPercent} %`;
  const words = { better: "better", worse: "worse", undecided: "~", "no-difference": within };
  return [
    `${metric}${rule.decides ? " *" : ""}`,
    formatFigure(metric, baselineMedian),
    formatFigure(metric, candidateMedian),
    formatChange(ratio),
    interval ? interval.map((bound) => formatChange(bound)).join(" to ") : "–",
    words[verdict],
  ];
}

function circumstances({ environment, gitHost, seed, host, ...rest }: Qualification): string {
  const { tookMs, budgetMs, performance } = rest;
  const runs = performance.pairs.length;
  return [
    `${environment} · Git host ${gitHost} · ${host.cpus} CPUs (${oneLine(host.cpuModel)})`,
    `seed ${seed} · ${runs} pairs with warm-ups · ${formatMs(tookMs)} of ${formatMs(budgetMs)}`,
  ].join(" · ");
}
