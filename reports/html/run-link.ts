import { html, type Markup } from "./markup.ts";

/** A link to a run's directory, or a file, beside the page; whatever its name holds, it leads nowhere else. */
export function runLink(
  place: string,
  { kind = "directory", text = place }: { kind?: "directory" | "file"; text?: string } = {},
): Markup {
  const inside = place.split("/").every((part) => part !== "" && part !== "." && part !== "..");
  if (!inside) return html`<code>${place}</code>`;
  const address = place.toWellFormed().split("/").map(encodeURIComponent).join("/");
  return html`<a href="${`./${address}${kind === "directory" ? "/" : ""}`}">${text}</a>`;
}
