import type { Capacity } from "../../../harness/core/capacity.ts";
import { renderDocument } from "../document.ts";
import { html } from "../markup.ts";
import { capacityData } from "./capacity-data.ts";
import { capacityTitle, headSection } from "./head.ts";
import { modelsSection } from "./models.ts";
import { planSection } from "./plan.ts";
import { pointsSection } from "./points.ts";
import { regionSection } from "./region.ts";

/** The page that shards and limits are decided by; its links hold in the folder of the answer. */
export function renderCapacityPage(capacity: Capacity): string {
  return renderDocument({
    page: "capacity",
    title: `${capacityTitle(capacity)} · fluxproof`,
    body: html`${headSection(capacity)}
<main>
${capacity.plan && planSection(capacity.plan, capacity.question)}
${capacity.region && regionSection(capacity.region)}
${modelsSection(capacity.models)}
</main>
${pointsSection(capacity)}`,
    data: capacityData(capacity),
  });
}
