import type { StoredRun } from "../stored-run.ts";
import { outcomeOf } from "../stored-run.ts";
import { outcomeSigns, tally, tallyLine } from "../tally.ts";
import { renderDocument } from "./document.ts";
import { html } from "./markup.ts";
import { pageData } from "./page-data.ts";
import { scenarioSection } from "./sections/scenario.ts";
import { setupSection } from "./sections/setup.ts";
import { sideBySideSection } from "./sections/side-by-side.ts";
import { summarySection } from "./sections/summary.ts";

/** One page with everything in it: opens from a disk, needs no network, and allows itself none. */
export function renderHtml(runs: readonly StoredRun[], { dir }: { dir: string }): string {
  const ordered = runs.toSorted((a, b) => urgency(a) - urgency(b));
  const sum = tally(runs);
  const worst = sum.failed > 0 ? "fail" : sum.unknown > 0 ? "unknown" : "pass";
  const subjects = [...new Set(runs.map((run) => run.info.subject.name))].join(", ");
  return renderDocument({
    page: "runs",
    title: `${outcomeSigns[worst]} ${tallyLine(sum)} · ${subjects} · fluxproof`,
    body: html`${summarySection(ordered, { dir })}
${sideBySideSection(runs)}
<main>
${ordered.map((run, index) => scenarioSection(run, { index, open: runs.length === 1 || outcomeOf(run) !== "pass" }))}
</main>
${setupSection(runs)}`,
    data: pageData(ordered),
  });
}

/** What needs a look stands first; the order within stays. */
function urgency(run: StoredRun): number {
  return ["fail", "unknown", "pass"].indexOf(outcomeOf(run));
}
