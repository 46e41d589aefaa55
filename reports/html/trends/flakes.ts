import type { FlakeRate } from "../../../harness/analysis/flakes.ts";
import { html, type Markup } from "../markup.ts";

/** How often scenarios did not pass; those where some runs did and some did not are marked. */
export function flakesSection(rates: readonly FlakeRate[]): Markup {
  const rows = rates.map((each) => {
    const { scenario, environment, subject, runs, failed, unknown, rate, interval } = each;
    return html`<tr><td>${badge(each)}</td><th scope="row">${scenario}<span class="line">${environment} · ${subject}</span></th>
<td class="figure">${percent(rate)}</td><td class="figure">${percent(interval.low)} to ${percent(interval.high)}</td>
<td class="figure">${failed}</td><td class="figure">${unknown}</td><td class="figure">${runs}</td></tr>`;
  });
  return html`<section id="flakes"><h2>How often scenarios did not pass</h2>
<p class="filter"><label for="filter-flakes">Filter</label> <input type="search" id="filter-flakes" data-filters="flake-rows" placeholder="flaky" autocomplete="off"> <output for="filter-flakes"></output></p>
<div class="scroll" tabindex="0" role="region" aria-label="Rates by scenario"><table>
<thead><tr><th scope="col">all told</th><th scope="col">scenario</th><th scope="col" class="figure">did not pass</th><th scope="col" class="figure">95 % interval</th><th scope="col" class="figure">failed</th><th scope="col" class="figure">unknown</th><th scope="col" class="figure">runs</th></tr></thead>
<tbody id="flake-rows">${rows}</tbody></table></div></section>`;
}

function badge({ flaky, rate }: FlakeRate): Markup {
  if (flaky)
    return html`<span class="badge unknown"><span aria-hidden="true">?</span> flaky</span>`;
  return rate === 0
    ? html`<span class="badge pass"><span aria-hidden="true">✓</span> passed</span>`
    : html`<span class="badge fail"><span aria-hidden="true">✗</span> never passed</span>`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
