import { html, type Markup } from "../markup.ts";

/** A link to a run's directory beside the page; whatever its name holds, it leads nowhere else. */
export function runLink(dir: string): Markup {
  const inside = dir.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  if (!inside) return html`<code>${dir}</code>`;
  const address = dir.toWellFormed().split("/").map(encodeURIComponent).join("/");
  return html`<a href="${`./${address}/`}">${dir}</a>`;
}
