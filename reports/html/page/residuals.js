/**
 * How far what was measured lies from what is fitted, in percent, over the band that is tolerated.
 * @param {DrawnModel} model
 * @param {Theme} theme
 * @returns {Plot}
 */
function residualsPlot(model, theme) {
  const rows = model.observed.toSorted((a, b) => a.x - b.x);
  const residuals = rows.map(({ measured, fitted }) => (100 * (measured - fitted)) / fitted);
  const { tolerancePercent } = model;
  const reach = Math.max(tolerancePercent, ...residuals.map(Math.abs)) * 1.25;
  const percent = (/** @type {number} */ value) => `${Number(value.toPrecision(3))} %`;
  const x = rows.map((row) => row.x);
  return {
    options: {
      ...modelShape(x, [-reach, reach]),
      ...{ height: 170, legend: { show: false } },
      series: [
        {},
        {
          ...{ label: "residual", stroke: theme.series[1], paths: () => null },
          points: { show: true, size: 8, fill: theme.series[1] },
        },
      ],
      axes: [modelAxis(model, theme), valueAxis(theme, percent)],
      plugins: [
        {
          hooks: {
            drawClear: (plot) => {
              const { ctx, bbox } = plot;
              const top = plot.valToPos(tolerancePercent, "y", true);
              ctx.fillStyle = theme.surface;
              ctx.fillRect(
                ...[bbox.left, top, bbox.width],
                plot.valToPos(-tolerancePercent, "y", true) - top,
              );
            },
          },
        },
        tooltip((plot) => seriesLines(plot, percent)),
      ],
    },
    data: [x, residuals],
  };
}
