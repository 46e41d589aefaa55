/**
 * @typedef {{
 *   run: PageRun, runIndex: number, item: number, theme: Theme, shares: readonly number[],
 * }} PlotRequest
 * @typedef {{ options: uPlot.Options, data: uPlot.AlignedData }} Plot
 */

/** @type {import("../page-data.ts").PageData} */
const pageData = JSON.parse(document.getElementById("data")?.textContent ?? "");

/** @type {Record<string, (request: PlotRequest) => Plot | null>} */
const plots = {
  timeline: timelinePlot,
  memory: memoryPlot,
  requests: requestsPlot,
  latency: (request) => latencyPlot(request, request.run.latency),
  coldStart: (request) => latencyPlot(request, request.run.coldStart),
};

/** @type {Map<HTMLElement, uPlot>} */
const drawn = new Map();

/** @param {HTMLElement} place */
function draw(place) {
  drawn.get(place)?.destroy();
  drawn.delete(place);
  const runIndex = Number(place.dataset.run);
  const run = pageData.runs[runIndex];
  const kind = place.dataset.plot ?? "";
  if (!run) return;
  const item = Number(place.dataset.item);
  const request = { run, runIndex, item, theme: readTheme(), shares: pageData.shares };
  const plot = plots[kind]?.(request);
  if (!plot) return;
  const width = Math.max(240, place.clientWidth);
  drawn.set(place, new uPlot({ ...plot.options, width }, plot.data, place));
}

/** Opens whatever holds the element that the address names. */
function openTarget() {
  const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  for (let element = target; element; element = element.parentElement) {
    if (element instanceof HTMLDetailsElement) element.open = true;
  }
  target?.scrollIntoView();
}

// Drawn when first seen: a set of many runs opens at once.
const seen = new IntersectionObserver(
  (entries) => {
    for (const { isIntersecting, target } of entries) {
      if (!isIntersecting || !(target instanceof HTMLElement)) continue;
      seen.unobserve(target);
      draw(target);
      resized.observe(target);
    }
  },
  { rootMargin: "400px" },
);

const resized = new ResizeObserver((entries) => {
  for (const { target, contentRect } of entries) {
    const plot = target instanceof HTMLElement ? drawn.get(target) : undefined;
    const width = Math.floor(contentRect.width);
    if (plot && width > 0 && width !== plot.width) plot.setSize({ width, height: plot.height });
  }
});

for (const place of document.querySelectorAll("[data-plot]")) seen.observe(place);

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
  for (const place of [...drawn.keys()]) draw(place);
});

addEventListener("hashchange", openTarget);
openTarget();
