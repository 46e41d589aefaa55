const laneHeight = 26;

/**
 * Steps, faults and commits, a lane each.
 * @param {PlotRequest} request
 * @returns {Plot}
 */
function timelinePlot({ run, runIndex, theme }) {
  const { lanes, durationMs } = run;
  const { timeAxis, ...shared } = overTime({
    ...{ run, runIndex, theme },
    height: lanes.length * laneHeight + 36,
  });
  return {
    options: {
      ...shared,
      scales: { ...shared.scales, y: { range: [0, lanes.length] } },
      legend: { show: false },
      series: [{}, { show: true, stroke: theme.text }],
      axes: [
        timeAxis,
        {
          ...axis(theme),
          size: leftAxisWidth,
          grid: { show: false },
          ticks: { show: false },
          splits: () => lanes.map((_, index) => lanes.length - index - 0.5),
          values: () => lanes.map((lane) => lane.label),
        },
      ],
      plugins: [
        { hooks: { draw: (plot) => clipped(plot, () => drawLanes(plot, run, theme)) } },
        tooltip((plot) => laneLines(plot, run)),
      ],
    },
    data: alignedData([0], [[null]], durationMs),
  };
}

/**
 * @param {uPlot} plot
 * @param {PageRun} run
 * @param {Theme} theme
 */
function drawLanes(plot, { lanes }, theme) {
  const { ctx } = plot;
  const pixel = devicePixelRatio;
  const colours = { step: theme.series[0], fault: theme.series[1], commit: theme.muted };
  ctx.font = plotFont(11, true);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const [index, { kind, spans }] of lanes.entries()) {
    const middle = plot.valToPos(lanes.length - index - 0.5, "y", true);
    const half = (laneHeight / 2 - 4) * pixel;
    for (const { fromMs, toMs, label } of spans) {
      const left = plot.valToPos(fromMs / 1000, "x", true);
      const width = Math.max(plot.valToPos(toMs / 1000, "x", true) - left, 2 * pixel);
      ctx.fillStyle = colours[kind] ?? theme.muted;
      ctx.globalAlpha = kind === "commit" ? 1 : 0.22;
      ctx.fillRect(left, middle - half, width, 2 * half);
      ctx.globalAlpha = 1;
      ctx.fillRect(left, middle - half, 2 * pixel, 2 * half);
      if (ctx.measureText(label).width + 12 * pixel > width) continue;
      ctx.fillStyle = theme.text;
      ctx.fillText(label, left + 7 * pixel, middle);
    }
  }
}

/**
 * What the lane under the cursor holds there.
 * @param {uPlot} plot
 * @param {PageRun} run
 * @returns {TooltipLine[]}
 */
function laneLines(plot, { lanes }) {
  const { left = 0, top = 0 } = plot.cursor;
  const lane = lanes[Math.floor(lanes.length - plot.posToVal(top, "y"))];
  const fromMs = plot.posToVal(left - 4, "x") * 1000;
  const toMs = plot.posToVal(left + 4, "x") * 1000;
  const found = lane?.spans.filter((span) => span.fromMs <= toMs && span.toMs >= fromMs) ?? [];
  if (found.length === 0) return [];
  const time = secondsText(Number(plot.posToVal(left, "x").toFixed(1)));
  return [{ text: time }, ...found.slice(0, 6).map(({ text }) => ({ text }))];
}
