import type { Limits } from "../../../harness/core/limits.ts";
import { renderDocument } from "../document.ts";
import { html } from "../markup.ts";
import { madeSection } from "../sections/made.ts";
import { headSection, limitsTitle } from "./head.ts";
import { limitsData } from "./limits-data.ts";
import { probesSection } from "./probes.ts";

/** The page that memory limits are decided by; its links hold in the folder of the search. */
export function renderLimitsPage(limits: Limits): string {
  return renderDocument({
    page: "limits",
    title: `${limitsTitle(limits)} · fluxproof`,
    body: html`${headSection(limits)}
<main>
${probesSection(limits)}
</main>
${madeSection(limits)}`,
    data: limitsData(limits),
  });
}
