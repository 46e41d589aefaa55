import type { LimitProbe, Limits, SmallestLimit } from "../../../harness/core/limits.ts";
import { formatBytes, formatMs } from "../../quantity.ts";
import { html, type Markup } from "../markup.ts";
import { runLink } from "../run-link.ts";
import { foundOf, probeEnd, probeWords } from "./found.ts";
import { byController, loadText } from "./limits-data.ts";

/** Each controller's probes along their limits, and each as a row with its run. */
export function probesSection(limits: Limits): Markup {
  return html`${byController(limits).map(controllerPart)}
<p class="small">A working set counts page cache in use, which grows into whatever the limit leaves: near a limit it says what was allowed, with room what was needed.</p>`;
}

function controllerPart(searches: readonly SmallestLimit[], index: number): Markup {
  const name = searches[0]?.controller ?? "";
  const described = searches
    .map((search) => `${loadText(search.load)}: ${foundOf(search).text}`)
    .join("; ");
  return html`<section id="${`controller${index}`}"><h2>${name}</h2>
<figure class="plot"><figcaption>Runs by their memory limit, each load in a row; the band lies between what fails and what survives</figcaption>
<div class="canvas" role="img" aria-label="${`Runs of ${name} by memory limit. ${described}. The tables below have every run.`}" data-plot="limits" data-controller="${index}"></div></figure>
${searches.map(searchPart)}</section>`;
}

function searchPart(search: SmallestLimit): Markup {
  const { load, scenario, fromBytes, toBytes, probes, unfinished } = search;
  const { outcome, text } = foundOf(search);
  const caption = `${probes.length} runs of ${scenario}, searched from ${formatBytes(fromBytes)} to ${formatBytes(toBytes)}`;
  return html`<h3>${loadText(load)}: <span class="${outcome}">${text}</span></h3>
${unfinished !== undefined && html`<p class="note">Not finished: ${unfinished}</p>`}
<div class="scroll" tabindex="0" role="region" aria-label="${caption}"><table><caption>${caption}</caption>
<thead><tr><th scope="col" class="figure">limit</th><th scope="col">came out</th><th scope="col">because</th><th scope="col" class="figure">working set peak</th><th scope="col" class="figure">resident peak</th><th scope="col" class="figure">took</th><th scope="col">run</th></tr></thead>
<tbody>${probes.map(probeRow)}</tbody></table></div>`;
}

function probeRow(probe: LimitProbe): Markup {
  const { sign, text, outcome } = probeWords[probeEnd(probe)];
  return html`<tr><th scope="row" class="figure">${formatBytes(probe.limitBytes)}</th>
<td><span class="badge ${outcome}"><span aria-hidden="true">${sign}</span> ${text}</span></td>
<td class="because">${probe.because}</td>
<td class="figure">${formatBytes(probe.workingSetPeakBytes)}</td><td class="figure">${formatBytes(probe.residentPeakBytes)}</td>
<td class="figure">${formatMs(probe.tookMs)}</td><td class="figure">${runLink(probe.dir, { text: `seed ${probe.seed}` })}</td></tr>`;
}
