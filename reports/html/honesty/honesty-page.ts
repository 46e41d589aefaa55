import { renderDocument } from "../document.ts";
import { html, type Markup } from "../markup.ts";
import { figureTable } from "../sections/table.ts";
import { honestyData } from "./honesty-data.ts";
import type { HonestyStudy } from "./honesty-study.ts";
import { armsTable, changedTable, realTable, sameTable } from "./tables.ts";

/** The page that says whether verdicts of qualifications can be trusted. */
export function renderHonestyPage(study: HonestyStudy): string {
  const { broken } = study;
  const verdict = broken.length === 0 ? "all bounds hold" : "bounds are broken";
  return renderDocument({
    page: "honesty",
    title: `${broken.length === 0 ? "✓" : "✗"} the judge: ${verdict} · fluxproof`,
    body: html`<header>
<p class="brand">fluxproof <span>is the judge of qualifications honest? commit ${study.commit}</span></p>
<h1><span class="${broken.length === 0 ? "pass" : "fail"}">${verdict}</span></h1>
${broken.length > 0 && html`<ol class="reasons">${broken.map((each) => html`<li>${each}</li>`)}</ol>`}
<p class="guarantee">${boundsText(study)}</p>
</header>
<main>
${simulatedSection(study)}
${realSection(study)}
<section id="chosen"><h2>What was chosen after looking</h2><p>${study.chosen}</p></section>
</main>`,
    data: honestyData(study),
  });
}

function boundsText({ bounds }: HonestyStudy): string {
  return `Of comparisons of a subject with itself at most ${bounds.alarmsMostPercent} % may call any figure different (the judge allows itself ${bounds.allowedPercent} %), and ${bounds.sameLeastPercent} % should end qualified within ${bounds.sameWithinMinutes} minutes; of candidates made worse at least ${bounds.foundLeastPercent} % must be found within ${bounds.foundWithinMinutes} minutes.`;
}

function simulatedSection({ simulated, origin }: HonestyStudy): Markup {
  return html`<section id="simulated"><h2>Simulated comparisons</h2>
${plotPlace("power", "Found, and qualified, against the budget", "The table below has the same numbers.")}
${plotPlace("alarms", "False alarms against the budget", "The table below has the same numbers.")}
${figureTable(sameTable(simulated), "A subject with itself")}
${figureTable(changedTable(simulated), "A candidate that was changed")}
<p class="small">Noise: ${origin}</p></section>`;
}

function realSection({ real }: HonestyStudy): Markup {
  if (real.length === 0) {
    return html`<section id="real"><h2>Real comparisons</h2><p>None yet of the judge as it is.</p></section>`;
  }
  return html`<section id="real"><h2>Real comparisons</h2>
${figureTable(armsTable(real), "By arm")}
${figureTable(realTable(real), "Each of them")}</section>`;
}

function plotPlace(kind: string, title: string, described: string): Markup {
  return html`<figure class="plot">
<figcaption>${title}</figcaption>
<div class="canvas" role="img" aria-label="${`${title}. ${described}`}" data-plot="${kind}"></div>
</figure>`;
}
