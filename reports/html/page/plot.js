/**
 * What every plot over time shares: one time axis from 0 to the run's end, one cursor a run.
 * @param {{ run: PageRun, runIndex: number, theme: Theme, height: number }} settings
 * @returns {Pick<uPlot.Options, "width" | "height" | "padding" | "cursor" | "scales"> & { timeAxis: uPlot.Axis }}
 */
function overTime({ run, runIndex, theme, height }) {
  return {
    width: 600,
    height,
    padding: plotPadding,
    cursor: { sync: { key: `run-${runIndex}` }, points: { size: 6 }, y: false },
    scales: {
      x: { time: false, range: (_plot, min, max) => [min ?? 0, max ?? run.durationMs / 1000] },
    },
    timeAxis: {
      ...axis(theme),
      size: 34,
      incrs: secondSteps,
      space: 70,
      values: (_plot, splits) => splits.map(secondsText),
    },
  };
}

/**
 * @param {Theme} theme
 * @returns {uPlot.Axis}
 */
function axis(theme) {
  return {
    stroke: theme.muted,
    font: plotFont(12),
    grid: { stroke: theme.line, width: 1 },
    ticks: { stroke: theme.line, width: 1, size: 5 },
  };
}

/**
 * Names and samples only: the values stand in the tooltip. A sample is dashed as its line is.
 * @type {uPlot.Legend}
 */
const lineLegend = {
  live: false,
  markers: {
    dash: (plot, series) => {
      const dash = plot.series[series]?.dash ?? [];
      return dash.length === 0 ? "solid" : (dash[0] ?? 0) > 3 ? "dashed" : "dotted";
    },
  },
};

/**
 * Pixels at top, right, bottom, left: room for the half of a last mark's text.
 * @type {uPlot.Padding}
 */
const plotPadding = [10, 32, 0, 0];

const noPoints = { show: false };

/** Left axes are equally wide, so that times stand above each other. */
const leftAxisWidth = 72;

/**
 * Columns over a common time axis in seconds that reaches from 0 to the end, whatever was sampled.
 * @param {number[]} tMs ascending
 * @param {(number | null)[][]} columns
 * @param {number} durationMs
 * @returns {uPlot.AlignedData}
 */
function alignedData(tMs, columns, durationMs) {
  const before = (tMs[0] ?? 0) > 0;
  const after = (tMs.at(-1) ?? 0) < durationMs;
  const padded = (
    /** @type {(number | null)[]} */ values,
    /** @type {(number | null)[]} */ ends,
  ) => [...(before ? ends.slice(0, 1) : []), ...values, ...(after ? ends.slice(1) : [])];
  const seconds = padded(tMs, [0, durationMs]).map((value) => (value ?? 0) / 1000);
  return [seconds, ...columns.map((values) => padded(values, [null, null]))];
}

/**
 * A canvas font of the page's own family, in canvas pixels when `scaled`.
 * @param {number} size
 * @param {boolean} scaled
 * @returns {string}
 */
function plotFont(size, scaled = false) {
  return `${scaled ? size * devicePixelRatio : size}px system-ui, sans-serif`;
}

/**
 * Draws inside the plotting area only, and leaves the context as it was.
 * @param {uPlot} plot
 * @param {() => void} draw
 */
function clipped({ ctx, bbox }, draw) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(bbox.left, bbox.top, bbox.width, bbox.height);
  ctx.clip();
  draw();
  ctx.restore();
}
