import type { Estimate } from "../../../harness/core/capacity.ts";
import { formatFigure } from "../../quantity.ts";
import { html, type Markup } from "../markup.ts";

/** `1.2 s`, and below it `0.9 s to 1.6 s`; an end that is not known reads as such. */
export function estimateCell(figure: string, estimate: Estimate | null): Markup {
  if (!estimate) return html`–<span class="line">no model tells</span>`;
  return html`${formatFigure(figure, estimate.value)}<span class="line">${boundsText(figure, estimate)}</span>`;
}

export function boundsText(figure: string, { low, high }: Estimate): string {
  const most = Number.isFinite(high) ? formatFigure(figure, high) : "no bound";
  return `${Number.isFinite(low) ? formatFigure(figure, low) : "no bound"} to ${most}`;
}
