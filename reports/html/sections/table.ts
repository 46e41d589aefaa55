import type { FigureTable } from "../../figures.ts";
import { html, type Markup } from "../markup.ts";

/** A table of figures; wide ones scroll on their own, by keyboard too. */
export function figureTable({ head, words, rows }: FigureTable, caption: string): Markup {
  const cell = (text: string, column: number) => {
    if (column === 0) return html`<th scope="row">${text}</th>`;
    return column < words ? html`<td>${text}</td>` : html`<td class="figure">${text}</td>`;
  };
  return html`<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table>
<caption>${caption}</caption>
<thead><tr>${head.map((name, column) => html`<th scope="col"${column < words ? "" : html` class="figure"`}>${name}</th>`)}</tr></thead>
<tbody>${rows.map((row) => html`<tr>${row.map(cell)}</tr>`)}</tbody>
</table></div>`;
}

/** Where the page's script draws; `described` says the same in words for those who can't see it. */
export function plot(
  title: string,
  {
    run,
    kind,
    item = 0,
    described,
  }: { run: number; kind: string; item?: number; described: string },
): Markup {
  return html`<figure class="plot">
<figcaption>${title}</figcaption>
<div class="canvas" role="img" aria-label="${`${title}. ${described}`}" data-run="${run}" data-plot="${kind}" data-item="${item}"></div>
</figure>`;
}
