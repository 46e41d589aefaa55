/** @typedef {import("../../digest/latency-curve.ts").LatencyCurve} LatencyCurve */

/**
 * How long which share of the changes took, a line a stage.
 * @param {PlotRequest} request
 * @param {LatencyCurve | null} curve
 * @returns {Plot | null}
 */
function latencyPlot({ theme, shares }, curve) {
  if (!curve) return null;
  // Ready first: where applied falls on it, the dashes over the line show both.
  const stages = Object.entries(curve.stages).reverse();
  const seconds = stages.map(([, values]) => values.map((ms) => (ms === null ? null : ms / 1000)));
  const dashes = [[], [8, 5], [4, 3], [2, 3]];
  const stepped = uPlot.paths.stepped?.({ align: -1 });
  const arrived = Math.max(0, ...shares.filter((_, index) => curve.stages.ready[index] !== null));
  const top = Math.max(0.001, ...seconds.flat().map((value) => value ?? 0)) * 1.1;
  return {
    options: {
      width: 480,
      height: 260,
      padding: plotPadding,
      cursor: { points: { size: 6 }, y: false },
      scales: {
        x: { time: false, range: (_plot, min, max) => [min ?? 0, max ?? 100] },
        y: { range: [0, top] },
      },
      legend: lineLegend,
      series: [
        {},
        ...stages.map(([label], index) => ({
          ...{ label, stroke: theme.series[index] ?? theme.text, dash: dashes[index] ?? [] },
          ...{ width: label === "ready" ? 2 : 1.5, points: noPoints },
          ...(stepped && { paths: stepped }),
        })),
      ],
      axes: [
        {
          ...axis(theme),
          size: 34,
          values: (_plot, splits) => splits.map((split) => `${split} %`),
        },
        {
          ...axis(theme),
          size: leftAxisWidth,
          incrs: secondSteps,
          values: (_plot, splits) => splits.map(secondsText),
        },
      ],
      plugins: [
        neverArrived(arrived, theme),
        tooltip((plot) => {
          const share = plot.data[0][plot.cursor.idx ?? -1];
          if (share === undefined) return [];
          const lines = seriesLines(plot, (value) => secondsText(Number(value.toFixed(2))));
          const rest = share > arrived ? [{ text: "the rest never became ready" }] : [];
          return [{ text: `${share} % of changes within` }, ...lines, ...rest];
        }),
      ],
    },
    data: [[...shares], ...seconds],
  };
}

/**
 * Shades the share of changes that never became ready.
 * @param {number} arrived percent
 * @param {Theme} theme
 * @returns {uPlot.Plugin}
 */
function neverArrived(arrived, theme) {
  return {
    hooks: {
      drawClear: (plot) => {
        if (arrived >= 100) return;
        const { ctx, bbox } = plot;
        clipped(plot, () => {
          const left = plot.valToPos(arrived, "x", true);
          ctx.fillStyle = theme.band;
          ctx.fillRect(left, bbox.top, bbox.left + bbox.width - left, bbox.height);
          ctx.fillStyle = theme.fail;
          ctx.font = plotFont(12, true);
          ctx.textAlign = "right";
          ctx.textBaseline = "top";
          const inset = 6 * devicePixelRatio;
          ctx.fillText("never ready", bbox.left + bbox.width - inset, bbox.top + inset);
        });
      },
    },
  };
}
