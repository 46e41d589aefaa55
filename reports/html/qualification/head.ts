import type { Qualification, QualificationVerdict } from "../../../harness/core/qualification.ts";
import { formatMs } from "../../quantity.ts";
import { gravestReasons } from "../../reasons.ts";
import { subjectLine } from "../../setup.ts";
import { html, type Markup } from "../markup.ts";

const looks: Record<QualificationVerdict, { sign: string; outcome: string }> = {
  qualified: { sign: "✓", outcome: "pass" },
  regressed: { sign: "✗", outcome: "fail" },
  inconclusive: { sign: "?", outcome: "unknown" },
};

/** `✗ regressed: flux@2.9 in place of flux@2.7`; of a mix each controller is named and no release is. */
export function qualificationTitle(qualification: Qualification): string {
  const { verdict, baseline, candidate, controllers } = qualification;
  const of = `${candidate.name} in place of ${baseline.name}`;
  if (!controllers) return `${looks[verdict].sign} ${verdict}: ${of}`;
  return `${controllers.map(({ name, verdict: own }) => `${looks[own].sign} ${name}`).join(", ")}: ${of}`;
}

/** The head of the page: the verdict, what decided, and how much it stands on. */
export function headSection(qualification: Qualification): Markup {
  const { because, unfinished, baseline, candidate, environment } = qualification;
  const ofModel = [baseline, candidate].some(({ kind }) => kind === "model");
  return html`<header>
<p class="brand">fluxproof <span>qualification of ${qualification.startedAt}</span></p>
<h1>${headline(qualification)}</h1>
<p class="subject">May <strong>${candidate.name}</strong> take the place of <strong>${baseline.name}</strong>? Held to each other on ${environment}.</p>
${unfinished !== undefined && html`<p class="note">Not finished: ${unfinished}</p>`}
${ofModel && html`<p class="note">A side is the model of the controllers: its figures are not measured and say nothing of Flux.</p>`}
${reasonsList(because)}
${controllersTable(qualification)}
<p class="small">${countsLine(qualification)}</p>
</header>`;
}

function reasonsList(because: readonly string[]): Markup | false {
  const { shown, folded } = gravestReasons(because);
  const items = (reasons: readonly string[]) => reasons.map((reason) => html`<li>${reason}</li>`);
  const others = html`<ol class="reasons" start="${shown.length + 1}">${items(folded)}</ol>`;
  return (
    shown.length > 0 &&
    html`<ol class="reasons">${items(shown)}</ol>
${foldAway(folded.length, others)}`
  );
}

function reasonRows(because: readonly string[]): Markup {
  const { shown, folded } = gravestReasons(because);
  const rows = (reasons: readonly string[]) =>
    html`${reasons.map((reason) => html`<span class="row">${reason}</span>`)}`;
  return html`${rows(shown)}${foldAway(folded.length, rows(folded))}`;
}

function foldAway(count: number, others: Markup): Markup | false {
  return (
    count > 0 && html`<details class="more"><summary>${count} more</summary>${others}</details>`
  );
}

function headline({ verdict, controllers }: Qualification): Markup {
  if (!controllers) return html`<span class="${looks[verdict].outcome}">${verdict}</span>`;
  const byVerdict = Map.groupBy(controllers, (each) => each.verdict);
  return html`${(["regressed", "inconclusive", "qualified"] as const).map((each) => {
    const names = byVerdict.get(each)?.map(({ name }) => name) ?? [];
    return (
      names.length > 0 &&
      html`<span class="${looks[each].outcome}">${each}: ${names.join(", ")}</span>`
    );
  })}`;
}

function controllersTable({ controllers, baseline, candidate }: Qualification): Markup {
  if (!controllers) {
    return html`<p class="subject">${subjectLine(baseline)}<br>${subjectLine(candidate)}</p>`;
  }
  const rows = controllers.map(
    (each) => html`<tr><td>${qualificationBadge(each.verdict)}</td>
<th scope="row">${each.name}</th><td>${each.baseline ?? "–"} → ${each.candidate ?? "–"}</td>
<td class="because">${reasonRows(each.because)}</td></tr>`,
  );
  return html`<p class="small">One side is not a release: each controller is judged by itself, and no release is.</p>
<table class="verdicts"><caption class="hidden">Verdicts by controller</caption>
<thead><tr><th scope="col">verdict</th><th scope="col">controller</th><th scope="col">versions</th><th scope="col">because</th></tr></thead>
<tbody>${rows}</tbody></table>`;
}

function countsLine({ conformance, performance, tookMs, budgetMs }: Qualification): string {
  const differences = conformance.flatMap((each) => each.differences);
  const marks = (["break", "doubt", "change", "fix"] as const).map(
    (mark) => `${differences.filter((each) => each.mark === mark).length} ${mark}`,
  );
  const verdicts = (["worse", "undecided", "better", "no-difference"] as const).map(
    (verdict) =>
      `${performance.metrics.filter((each) => each.verdict === verdict).length} ${verdictWords[verdict]}`,
  );
  const pairs = performance.pairs.filter(({ isWarmUp, lost }) => !isWarmUp && lost === undefined);
  return [
    `${conformance.length} scenarios: ${marks.join(", ")}`,
    `${performance.metrics.length} metrics over ${pairs.length} pairs of runs: ${verdicts.join(", ")}`,
    `took ${formatMs(tookMs)}, ${formatMs(budgetMs)} were allowed for runs`,
  ].join(" · ");
}

/** How verdicts on metrics read. */
export const verdictWords = {
  worse: "worse",
  better: "better",
  "no-difference": "no difference",
  undecided: "undecided",
} as const;

/** The verdict as sign, word and colour. */
export function qualificationBadge(verdict: QualificationVerdict): Markup {
  const { sign, outcome } = looks[verdict];
  return html`<span class="badge ${outcome}"><span aria-hidden="true">${sign}</span> ${verdict}</span>`;
}
