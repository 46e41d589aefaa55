import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { Markup } from "./markup.ts";

/** Pages there are, each with the parts of its script in the order they need each other. */
const pageScripts = {
  runs: {
    parts: [
      "marks.js",
      "timeline.js",
      "process-plot.js",
      "memory.js",
      "cpu.js",
      "requests.js",
      "latency.js",
      "objects.js",
      "filter.js",
      "runs.js",
    ],
    start: "showRuns",
  },
  qualification: { parts: ["filter.js", "pairs.js"], start: "showQualification" },
  trends: { parts: ["filter.js", "trends.js"], start: "showTrends" },
  limits: { parts: ["limits.js", "probes.js"], start: "showLimits" },
  capacity: { parts: ["residuals.js", "models.js"], start: "showCapacity" },
  honesty: { parts: ["shares.js"], start: "showHonesty" },
};
export type PageKind = keyof typeof pageScripts;

const sharedScripts = ["theme.js", "units.js", "tooltip.js", "plot.js", "draw-plots.js"];

const styleFiles = ["palette.css", "page.css", "tables.css", "plots.css", "decisions.css"];

/** Everything a page needs besides its body. */
export interface PageHead {
  /** Allows nothing but the page's own scripts and styles: no network, no script out of a message. */
  policy: string;
  styles: Markup;
  scripts: Markup;
}

export function pageHead(page: PageKind): PageHead {
  const { parts, start } = pageScripts[page];
  const styles = [packageFile("uplot/dist/uPlot.min.css"), ...styleFiles.map(pageFile)];
  const own = [...sharedScripts, ...parts].map(pageFile).join("\n");
  const scripts = [
    packageFile("uplot/dist/uPlot.iife.min.js"),
    `"use strict";\n(() => {\n${own}\n${start}();\n})();`,
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
