import type { Qualification } from "../../../harness/core/qualification.ts";
import { renderDocument } from "../document.ts";
import { html } from "../markup.ts";
import { conformanceSection } from "./conformance.ts";
import { headSection, qualificationTitle } from "./head.ts";
import { metricsSection } from "./metrics.ts";
import { pairsSection } from "./pairs.ts";
import { orderedMetrics, qualificationData } from "./qualification-data.ts";
import { triedSection } from "./tried.ts";

/** The page a release is decided by; its links to runs hold in the folder of the qualification. */
export function renderQualificationPage(qualification: Qualification): string {
  const metrics = orderedMetrics(qualification);
  return renderDocument({
    page: "qualification",
    title: `${qualificationTitle(qualification)} · fluxproof`,
    body: html`${headSection(qualification)}
<main>
${conformanceSection(qualification)}
${metricsSection(metrics)}
${pairsSection(qualification.performance, metrics)}
</main>
${triedSection(qualification)}`,
    data: qualificationData(metrics),
  });
}
