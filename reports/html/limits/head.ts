import type { Limits, SmallestLimit } from "../../../harness/core/limits.ts";
import { formatBytes } from "../../quantity.ts";
import { subjectLine } from "../../setup.ts";
import { html, type Markup } from "../markup.ts";
import { figureTable } from "../sections/table.ts";
import { type Found, foundOf, peakOf } from "./found.ts";
import { byController, loadText } from "./limits-data.ts";

const signs = { pass: "✓", fail: "✗", unknown: "?" };

/** `✓ source-controller 77.0 MiB, kustomize-controller 84.0 MiB` */
export function limitsTitle(limits: Limits): string {
  const needs = needsOf(limits);
  if (needs.length === 0) return "? no limit was searched yet";
  const outcomes = needs.map(({ outcome }) => outcome);
  const worst = outcomes.includes("fail")
    ? "fail"
    : outcomes.includes("unknown")
      ? "unknown"
      : "pass";
  return `${signs[worst]} ${needs.map(({ text }) => text).join(", ")}`;
}

/** The head of the page: what each controller needs, and what that was found with. */
export function headSection(limits: Limits): Markup {
  const { subject, environment, unfinished, set, searches } = limits;
  const needs = needsOf(limits);
  const scenario = searches.find(({ load }) => load === "load")?.scenario ?? searches[0]?.scenario;
  return html`<header>
<p class="brand">fluxproof <span>smallest memory limits, ${limits.startedAt}</span></p>
<h1>${needs.length === 0 ? html`<span class="unknown">no limit was searched yet</span>` : needs.map(({ outcome, text }) => html`<span class="${outcome}">${text}</span>`)}</h1>
<p class="subject">The smallest limit that ${subject.name} survives ${scenario !== undefined && html`<strong>${scenario}</strong> `}with, on ${environment}${set.length > 0 && ` (${set.join(", ")})`}: a limit survives once two runs passed without a kill or an exit.</p>
${unfinished !== undefined && html`<p class="note">Not finished: ${unfinished}</p>`}
${subject.kind === "model" && html`<p class="note">The subject is the model of the controllers: nothing was measured, and nothing of Flux is said.</p>`}
${searches.length > 0 && foundTable(searches)}
<p class="small">${subjectLine(subject)}. The smallest that survives has no room to spare: a larger repository, one more object or another node's page cache may be too much for it.</p>
</header>`;
}

/** Of each controller the larger of its loads; what isn't known of one isn't known of both. */
function needsOf(limits: Limits): Found[] {
  return byController(limits).map((searches) => {
    const name = searches[0]?.controller ?? "";
    const found = searches.map(foundOf);
    const failed = searches.find((_, index) => found[index]?.outcome === "fail");
    if (failed) {
      return { outcome: "fail", text: `${name} more than ${formatBytes(failed.toBytes)}` };
    }
    if (found.some(({ outcome }) => outcome === "unknown")) {
      return { outcome: "unknown", text: `${name} not settled` };
    }
    const need = Math.max(...searches.map(({ survivesAtBytes }) => survivesAtBytes ?? 0));
    return { outcome: "pass", text: `${name} ${formatBytes(need)}` };
  });
}

function foundTable(searches: readonly SmallestLimit[]): Markup {
  const rows = searches.map((search) => [
    ...[search.controller, loadText(search.load), foundOf(search).text],
    ...[search.survivesAtBytes, search.failsAtBytes].map(formatBytes),
    formatBytes(peakOf(search, "workingSetPeakBytes")),
    formatBytes(peakOf(search, "residentPeakBytes")),
    String(search.probes.length),
  ]);
  const figures = ["survives", "fails", "working set peak", "resident peak", "runs"];
  return figureTable(
    { head: ["controller", "load", "found", ...figures], words: 3, rows },
    "What was found; peaks are the largest seen in runs that survived",
  );
}
