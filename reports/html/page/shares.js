/** @typedef {import("../honesty/honesty-data.ts").SharePlot} SharePlot */

/** The page of the honesty study. */
function showHonesty() {
  /** @type {import("../honesty/honesty-data.ts").HonestyData} */
  const { plots } = readPageData();
  drawPlots((place, theme) => {
    const { plot: kind } = place.dataset;
    return kind === "power" || kind === "alarms" ? sharesPlot(plots[kind], theme) : null;
  });
  followAddress();
}

/**
 * Shares in percent against a budget in minutes, and the bound they are held to.
 * @param {SharePlot} shares
 * @param {Theme} theme
 * @returns {Plot}
 */
function sharesPlot({ minutes, series, bound }, theme) {
  const percent = (/** @type {number} */ value) => `${Number(value.toPrecision(3))} %`;
  const all = [bound.percent, ...series.flatMap((one) => one.percent.map((value) => value ?? 0))];
  const top = Math.max(...all) > 50 ? 100 : Math.max(...all) * 1.25;
  return {
    options: {
      ...{ width: 600, height: 280, padding: plotPadding },
      cursor: { points: { size: 8 }, y: false },
      scales: {
        x: { time: false, range: [0, Math.max(1, ...minutes) * 1.03] },
        y: { range: [0, top * 1.03] },
      },
      legend: { ...lineLegend, show: true },
      series: [
        {},
        ...series.map(({ label }, index) => {
          const colour = theme.series[index % 6] ?? theme.text;
          return {
            ...{ label, stroke: colour, width: 2, spanGaps: true },
            points: { show: true, size: 8, fill: colour },
          };
        }),
      ],
      axes: [
        {
          ...axis(theme),
          ...{ size: 34, label: "budget, minutes", labelSize: 18, labelFont: plotFont(12) },
          space: 60,
        },
        {
          ...axis(theme),
          size: leftAxisWidth,
          values: (_plot, splits) => splits.map(percent),
        },
      ],
      plugins: [
        { hooks: { draw: (plot) => clipped(plot, () => drawBound(plot, bound, theme)) } },
        tooltip((plot) => {
          const at = plot.data[0][plot.cursor.idx ?? -1];
          if (at === undefined) return [];
          return [{ text: `${Number(at.toPrecision(3))} min` }, ...seriesLines(plot, percent)];
        }),
      ],
    },
    data: [minutes, ...series.map((one) => one.percent)],
  };
}

/**
 * @param {uPlot} plot
 * @param {SharePlot["bound"]} bound
 * @param {Theme} theme
 */
function drawBound(plot, { percent, label }, theme) {
  const { ctx, bbox } = plot;
  const y = plot.valToPos(percent, "y", true);
  const pixel = devicePixelRatio;
  ctx.strokeStyle = theme.fail;
  ctx.fillStyle = theme.fail;
  ctx.lineWidth = pixel;
  ctx.setLineDash([6 * pixel, 4 * pixel]);
  ctx.beginPath();
  ctx.moveTo(bbox.left, y);
  ctx.lineTo(bbox.left + bbox.width, y);
  ctx.stroke();
  ctx.font = plotFont(12, true);
  ctx.textAlign = "right";
  ctx.textBaseline = "top";
  ctx.fillText(label, bbox.left + bbox.width - 4 * pixel, y + 4 * pixel);
}
