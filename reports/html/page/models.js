/** @typedef {import("../capacity/capacity-data.ts").DrawnModel} DrawnModel */
/** @typedef {(number | null)[]} Column */

/** The page of a capacity. */
function showCapacity() {
  /** @type {import("../capacity/capacity-data.ts").CapacityData} */
  const { models } = readPageData();
  drawPlots((place, theme) => {
    const model = models[Number(place.dataset.model)];
    if (!model) return null;
    return place.dataset.plot === "residuals"
      ? residualsPlot(model, theme)
      : modelPlot(model, theme);
  });
  followAddress();
}

/**
 * What was measured, and the fitted curves with their intervals.
 * @param {DrawnModel} model
 * @param {Theme} theme
 * @returns {Plot}
 */
function modelPlot(model, theme) {
  const { scale, text, incrs } = unitOf(model.figure);
  const { x, measured, curves } = modelColumns(model, scale);
  const colours = curves.map((_, index) => theme.series[(index + 1) % 6] ?? theme.text);
  const all = [measured, ...curves.flatMap(({ columns }) => columns)].flat();
  const bound = { class: "bound", width: 0, points: noPoints, spanGaps: true };
  return {
    options: {
      ...modelShape(x, [0, Math.max(0, ...all.map((value) => value ?? 0)) * 1.08 || 1]),
      legend: { ...lineLegend, show: true },
      series: [
        {},
        {
          ...{ label: "measured", stroke: theme.text, paths: () => null },
          points: { show: true, size: 8, fill: theme.text },
        },
        ...curves.flatMap(({ label }, index) => [
          {
            label,
            stroke: colours[index] ?? theme.text,
            width: 2,
            points: noPoints,
            spanGaps: true,
          },
          { ...bound, label: `${label} at least`, stroke: "transparent" },
          { ...bound, label: `${label} at most`, stroke: "transparent" },
        ]),
      ],
      bands: curves.map((_, index) => ({
        series: [4 + 3 * index, 3 + 3 * index],
        fill: `${colours[index]}2e`,
      })),
      axes: [modelAxis(model, theme), { ...valueAxis(theme, text), ...(incrs && { incrs }) }],
      plugins: [
        { hooks: { draw: (plot) => clipped(plot, () => drawKnee(plot, model, theme)) } },
        tooltip((plot) => {
          const at = plot.data[0][plot.cursor.idx ?? -1];
          if (at === undefined) return [];
          return [{ text: `${model.axis} ${at}` }, ...seriesLines(plot, text)];
        }),
      ],
    },
    data: [x, measured, ...curves.flatMap(({ columns }) => columns)],
  };
}

/**
 * Curves and points over one ascending axis; points that share an x have a row each.
 * @param {DrawnModel} model
 * @param {number} scale
 * @returns {{ x: number[], measured: Column, curves: { label: string, columns: Column[] }[] }}
 */
function modelColumns({ observed, curves }, scale) {
  const places = [...new Set(curves.flatMap((curve) => curve.x))].map((x) => ({
    ...{ x, point: /** @type {number | null} */ (null) },
  }));
  const points = observed.map(({ x, measured }) => ({ x, point: measured / scale }));
  const rows = [...places, ...points].sort((a, b) => a.x - b.x);
  return {
    x: rows.map(({ x }) => x),
    measured: rows.map(({ point }) => point),
    curves: curves.map(({ label, x, estimates }) => {
      const at = new Map(x.map((each, index) => [each, estimates[index]]));
      const column = (/** @type {"value" | "low" | "high"} */ bound) =>
        rows.map((row) => {
          const value = row.point === null ? at.get(row.x)?.[bound] : undefined;
          return value === undefined || value === null ? null : value / scale;
        });
      return {
        label: label || "fitted",
        columns: [column("value"), column("low"), column("high")],
      };
    }),
  };
}

/**
 * @param {number[]} x
 * @param {[number, number]} range
 * @returns {Pick<uPlot.Options, "width" | "height" | "padding" | "cursor" | "scales">}
 */
function modelShape(x, range) {
  const end = Math.max(1, ...x);
  return {
    ...{ width: 480, height: 260, padding: plotPadding },
    cursor: { points: { size: 6 }, y: false },
    scales: { x: { time: false, range: [0, end * 1.03] }, y: { range } },
  };
}

/**
 * @param {DrawnModel} model
 * @param {Theme} theme
 * @returns {uPlot.Axis}
 */
function modelAxis({ axis: label }, theme) {
  return { ...axis(theme), size: 34, label, labelSize: 18, labelFont: plotFont(12), space: 60 };
}

/**
 * @param {Theme} theme
 * @param {(value: number) => string} text
 * @returns {uPlot.Axis}
 */
function valueAxis(theme, text) {
  return {
    ...axis(theme),
    size: leftAxisWidth,
    values: (_plot, splits) => splits.map(text),
  };
}

/**
 * Where more no longer helps, with its bounds.
 * @param {uPlot} plot
 * @param {DrawnModel} model
 * @param {Theme} theme
 */
function drawKnee(plot, { knee, axis: feature }, theme) {
  if (!knee || feature !== "concurrency") return;
  const { ctx, bbox } = plot;
  const pixel = devicePixelRatio;
  const x = (/** @type {number} */ value) => plot.valToPos(value, "x", true);
  ctx.fillStyle = theme.band;
  ctx.fillRect(
    x(knee.low),
    bbox.top,
    x(knee.high ?? plot.scales.x?.max ?? 0) - x(knee.low),
    bbox.height,
  );
  ctx.fillStyle = theme.fail;
  ctx.fillRect(x(knee.value), bbox.top, 1.5 * pixel, bbox.height);
  ctx.font = plotFont(12, true);
  ctx.textBaseline = "top";
  const fits = x(knee.value) < bbox.left + bbox.width / 2;
  ctx.textAlign = fits ? "left" : "right";
  ctx.fillText("knee", x(knee.value) + (fits ? 5 : -5) * pixel, bbox.top + 4 * pixel);
}
