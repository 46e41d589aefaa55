/**
 * @typedef {{
 *   run: PageRun, runIndex: number, item: number, theme: Theme, shares: readonly number[],
 * }} PlotRequest
 */

/** @type {Record<string, (request: PlotRequest) => Plot | null>} */
const runPlots = {
  timeline: timelinePlot,
  memory: memoryPlot,
  cpu: cpuPlot,
  requests: requestsPlot,
  latency: (request) => latencyPlot(request, request.run.latency),
  objects: objectsPlot,
  coldStart: (request) => latencyPlot(request, request.run.coldStart),
};

/** The page of stored runs. */
function showRuns() {
  /** @type {import("../page-data.ts").PageData} */
  const { runs, shares } = readPageData();
  drawPlots((place, theme) => {
    const runIndex = Number(place.dataset.run);
    const run = runs[runIndex];
    if (!run) return null;
    const item = Number(place.dataset.item);
    return runPlots[place.dataset.plot ?? ""]?.({ run, runIndex, item, theme, shares }) ?? null;
  });
  filterRows();
  followAddress();
}
