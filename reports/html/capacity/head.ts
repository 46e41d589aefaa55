import type { Capacity, CapacityQuestion, Refusal } from "../../../harness/core/capacity.ts";
import { formatBytes, formatMs } from "../../quantity.ts";
import { subjectLine } from "../../setup.ts";
import { html, type Markup } from "../markup.ts";

/** `✓ 3 instances of kustomize-controller` or `? no plan: out-of-range`. */
export function capacityTitle({ plan, refusals }: Capacity): string {
  if (!plan) return `? no plan: ${refusals[0]?.kind ?? "no reason given"}`;
  return `✓ ${instancesLine(plan.controllers)}`;
}

/** The head of the page: the plan or why there is none, and what was asked. */
export function headSection(capacity: Capacity): Markup {
  const { plan, refusals, subject, question, unfinished, environment } = capacity;
  return html`<header>
<p class="brand">fluxproof <span>capacity of ${subject.name}, ${capacity.startedAt}</span></p>
<h1>${plan ? html`<span class="pass">${instancesLine(plan.controllers)}</span>` : html`<span class="unknown">no plan</span>`}</h1>
<p class="subject">${questionLine(question)}</p>
${unfinished !== undefined && html`<p class="note">Not finished: ${unfinished}</p>`}
${subject.kind === "model" && html`<p class="note">The subject is the model of the controllers: nothing was measured, and nothing of Flux is said.</p>`}
${plan && html`<p class="guarantee">${question.slo.text}: expected ${formatMs(plan.latencyMs.value)}, at most ${formatMs(plan.latencyMs.high)}; a margin of ${Number(plan.marginPercent.toFixed(1))} %. ${plan.binding}</p>`}
${refusals.length > 0 && refusalsList(refusals)}
<p class="small">${subjectLine(subject)} on ${environment}; took ${formatMs(capacity.tookMs)}, ${formatMs(capacity.budgetMs)} were allowed for measurements.</p>
</header>`;
}

function instancesLine(controllers: readonly { name: string; instances: number }[]): string {
  return controllers.map(({ name, instances }) => `${instances} × ${name}`).join(", ");
}

function questionLine(question: CapacityQuestion): Markup {
  const { clusters, kustomizationsPerCluster, repositories, commitsPerHour, slo } = question;
  const facts = [
    `${clusters} clusters × ${kustomizationsPerCluster} Kustomizations in ${repositories} repositories`,
    `${commitsPerHour} commits an hour`,
    `each instance within ${formatBytes(question.memoryLimitBytes)} and ${question.cpuLimitCores} cores`,
  ];
  return html`<strong>${slo.text}</strong><br>${facts.join(" · ")}`;
}

function refusalsList(refusals: readonly Refusal[]): Markup {
  const items = refusals.map(
    ({ kind, because, instead }) =>
      html`<li><span class="badge unknown">${kind}</span> ${because}${instead !== undefined && html`<span class="row">Instead: ${instead}</span>`}</li>`,
  );
  return html`<ol class="reasons refusals">${items}</ol>`;
}
