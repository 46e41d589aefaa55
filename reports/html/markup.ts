import { printable } from "../printable.ts";

/** Markup that is safe to put into a page; only `html` makes it. */
export class Markup {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

type Part = Markup | string | number | null | undefined | false | readonly Part[];

/**
 * Builds markup: what stands in the template is markup, every value put into it is text and gets
 * escaped, for elements and quoted attributes alike. Null, undefined and false leave nothing.
 */
export function html(template: TemplateStringsArray, ...parts: Part[]): Markup {
  const pieces = template.map((piece, index) => piece + written(parts[index]));
  return new Markup(pieces.join(""));
}

function written(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Markup) return part.text;
  if (typeof part === "object") return part.map(written).join("");
  return escapeText(String(part));
}

function escapeText(text: string): string {
  return printable(text).replaceAll(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}
