import type {
  Difference,
  DifferenceMark,
  Qualification,
  RunSetAside,
  ScenarioConformance,
} from "../../../harness/core/qualification.ts";
import type { Outcome } from "../../../harness/core/verdict.ts";
import { outcomeSigns } from "../../tally.ts";
import { html, type Markup } from "../markup.ts";
import { runLink } from "../run-link.ts";

const marks: Record<
  DifferenceMark,
  { title: string; says: string; outcome: string; sign: string }
> = {
  break: { title: "Breaks", says: "what passed fails", outcome: "fail", sign: "✗" },
  doubt: { title: "Doubts", says: "a side could not be judged", outcome: "unknown", sign: "?" },
  change: {
    title: "Changes",
    says: "something else shows, which a user may or may not rely on",
    ...{ outcome: "changed", sign: "≠" },
  },
  fix: { title: "Fixes", says: "what failed passes", outcome: "pass", sign: "✓" },
};

interface Found extends Difference {
  scenario: string;
}

/** Whether both sides do the same: differences by their gravity, then each scenario's outcomes. */
export function conformanceSection({ conformance }: Qualification): Markup {
  const found = conformance.flatMap(({ scenario, differences }) =>
    differences.map((each): Found => ({ ...each, scenario })),
  );
  const groups = (Object.keys(marks) as DifferenceMark[]).map((mark) =>
    markGroup(
      mark,
      found.filter((each) => each.mark === mark),
    ),
  );
  return html`<section id="conformance"><h2>Conformance</h2>
${found.length === 0 && html`<p class="small">No difference beyond what runs of one side differ among themselves.</p>`}
${groups}
${outcomesTable(conformance)}</section>`;
}

function markGroup(mark: DifferenceMark, found: readonly Found[]): Markup | false {
  if (found.length === 0) return false;
  const { title, says, outcome, sign } = marks[mark];
  const open = mark === "break" || mark === "doubt";
  return html`<details class="scenario" id="${mark}"${open && html` open`}>
<summary><h3><span class="badge ${outcome}"><span aria-hidden="true">${sign}</span> ${found.length} ${mark}</span> ${title}</h3><span class="duration">${says}</span></summary>
${found.map(differenceBlock)}
</details>`;
}

function differenceBlock(found: Found): Markup {
  const { scenario, controller, kind, where, baseline, candidate, runs } = found;
  return html`<article class="difference"><h4>${where}</h4>
<p class="small">${kind} · ${controller ?? "controller not told"} · ${scenario}</p>
<dl class="sides"><div><dt>baseline</dt><dd>${baseline}</dd></div><div><dt>candidate</dt><dd>${candidate}</dd></div></dl>
${runs.length > 0 && html`<p class="small">runs: ${runs.map((run, index) => html`${index > 0 && " · "}${runLink(run)}`)}</p>`}
</article>`;
}

function outcomesTable(conformance: readonly ScenarioConformance[]): Markup | false {
  if (conformance.length === 0) return false;
  const rows = conformance.map(
    ({ scenario, baseline, candidate, differences }) =>
      html`<tr><th scope="row">${scenario}</th><td>${outcomes(baseline)}</td><td>${outcomes(candidate)}</td><td class="figure">${differences.length}</td></tr>`,
  );
  const caption = "Outcomes of every run, scenario by scenario";
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr><th scope="col">scenario</th><th scope="col">baseline</th><th scope="col">candidate</th><th scope="col" class="figure">differences</th></tr></thead>
<tbody>${rows}</tbody></table></div>
${conformance.flatMap(({ setAside = [] }) => setAside.map(notCounted))}`;
}

function notCounted({ run, because }: RunSetAside): Markup {
  return html`<p class="small">Not counted: ${runLink(run)}: ${because}</p>`;
}

function outcomes(all: readonly Outcome[]): Markup {
  const counts = (["pass", "fail", "unknown"] as const).map((outcome) => {
    const count = all.filter((each) => each === outcome).length;
    return (
      count > 0 &&
      html`<span class="${outcome}">${outcomeSigns[outcome]} ${count} ${outcome}</span> `
    );
  });
  return all.length === 0 ? html`not run` : html`${counts}`;
}
