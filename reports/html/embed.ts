import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Markup } from "./markup.ts";

/** The page's own script, in the order its parts need each other. */
const scriptFiles = [
  "theme.js",
  "units.js",
  "tooltip.js",
  "marks.js",
  "plot.js",
  "timeline.js",
  "memory.js",
  "requests.js",
  "latency.js",
  "main.js",
];

const styleFiles = ["palette.css", "page.css", "tables.css", "plots.css"];

/** Everything a page needs besides its body. */
export interface PageHead {
  /** Allows nothing but the page's own scripts and styles: no network, no script out of a message. */
  policy: string;
  styles: Markup;
  scripts: Markup;
}

export function pageHead(): PageHead {
  const styles = [packageFile("uplot/dist/uPlot.min.css"), ...styleFiles.map(pageFile)];
  const own = scriptFiles.map(pageFile).join("\n");
  const scripts = [
    packageFile("uplot/dist/uPlot.iife.min.js"),
    `"use strict";\n(() => {\n${own}\n})();`,
  ];
  const policy = [
    "default-src 'none'",
    `style-src ${styles.map(sourceHash).join(" ")}`,
    `script-src ${scripts.map(sourceHash).join(" ")}`,
    "base-uri 'none'",
    "form-action 'none'",
  ];
  return {
    policy: policy.join("; "),
    styles: new Markup(styles.map((text) => `<style>${text}</style>`).join("\n")),
    scripts: new Markup(scripts.map((text) => `<script>${text}</script>`).join("\n")),
  };
}

/** JSON inside a page: `<` can't end the element, and line separators can't end a line of script. */
export function embeddedJson(id: string, value: unknown): Markup {
  const json = JSON.stringify(value).replaceAll(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
  return new Markup(`<script type="application/json" id="${id}">${json}</script>`);
}

function pageFile(name: string): string {
  return readFileSync(new URL(`./page/${name}`, import.meta.url), "utf8");
}

function packageFile(name: string): string {
  return readFileSync(createRequire(import.meta.url).resolve(name), "utf8");
}

function sourceHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}
