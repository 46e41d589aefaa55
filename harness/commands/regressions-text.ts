import type { Regression, Regressions } from "../archive/regressions.ts";
import { figure } from "./history-text.ts";

/** What got worse, as a terminal or GitHub's job summary shows it. */
export function regressionsText(regressions: Regressions, format: "table" | "github"): string {
  const { series, short, found } = regressions;
  const looked = `${series} figures over time, ${short} of them with too few runs to tell`;
  const head = found.length === 0 ? "nothing got worse" : `${found.length} got worse`;
  if (format === "table") return [`${head}: ${looked}`, ...found.map(line)].join("\n");
  const rows = found.map((each) => `| ${cells(each).map(inert).join(" | ")} |`);
  const table = [
    "| metric | scenario | where | before | now | since | p |",
    "| --- | --- | --- | ---: | ---: | --- | --- |",
  ];
  return [
    `## fluxproof: ${head}`,
    "",
    `${looked}.`,
    ...(found.length === 0 ? [] : ["", ...table, ...rows]),
  ].join("\n");
}

function line(regression: Regression): string {
  const [metric, scenario, where, before, now, since, p] = cells(regression);
  return `  ${metric}: ${before} → ${now}, p ${p}, ${since}\n    ${scenario} · ${where}`;
}

function cells({ metric, scenario, shift, startedAt, run, ...where }: Regression): string[] {
  const { environment, gitHost, subject, machine } = where;
  return [
    metric,
    scenario,
    [environment, gitHost, subject, machine].join(" · "),
    `${figure(shift.before)} (${shift.held} runs)`,
    `${figure(shift.after)} (${shift.count} runs)`,
    `${startedAt.slice(0, 16)}, run ${run.slice(0, 12)}`,
    shift.p < 0.0001 ? "< 0.0001" : shift.p.toFixed(4),
  ];
}

/** Summaries come from files: a name must not end a cell or begin a tag. */
function inert(text: string): string {
  return text
    .replaceAll(/[|\\<>&`[\]*_]/g, (sign) => `&#${sign.charCodeAt(0)};`)
    .replaceAll(/\s+/g, " ");
}
