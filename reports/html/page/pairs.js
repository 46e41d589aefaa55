/** @typedef {import("../qualification/qualification-data.ts").PairedValues} PairedValues */

/** The page of a qualification. */
function showQualification() {
  /** @type {import("../qualification/qualification-data.ts").QualificationData} */
  const { metrics } = readPageData();
  const choice = document.getElementById("pairs-metric");
  const chosen = () => metrics[choice instanceof HTMLSelectElement ? Number(choice.value) : 0];
  const redraw = drawPlots((_, theme) => {
    const metric = chosen();
    return metric ? pairsPlot(metric, theme) : null;
  });
  choice?.addEventListener("change", () => {
    const place = document.querySelector("[data-plot=pairs]");
    if (place instanceof HTMLElement) redraw(place);
    const metric = chosen();
    if (place && metric) place.setAttribute("aria-label", pairsText(metric));
  });
  document.addEventListener("click", ({ target }) => {
    const index = target instanceof HTMLElement ? target.dataset.metric : undefined;
    if (index === undefined || !(choice instanceof HTMLSelectElement)) return;
    choice.value = index;
    choice.dispatchEvent(new Event("change"));
  });
  filterRows();
  followAddress();
}

/**
 * Values of both sides, pair by pair, each pair joined.
 * @param {PairedValues} metric
 * @param {Theme} theme
 * @returns {Plot}
 */
function pairsPlot({ metric, baseline, candidate }, theme) {
  const { scale, text, incrs } = unitOf(metric);
  const [before, after] = [baseline, candidate].map((values) =>
    values.map((value) => value / scale),
  );
  const all = [...(before ?? []), ...(after ?? [])];
  const count = baseline.length;
  const sides = [
    { label: "baseline", stroke: theme.series[0] },
    { label: "candidate", stroke: theme.series[1] },
  ];
  return {
    options: {
      width: 600,
      height: 260,
      padding: plotPadding,
      cursor: { points: { size: 10 }, y: false },
      scales: { x: { time: false, range: [0.5, count + 0.5] }, y: { range: roomFor(all) } },
      legend: { live: false },
      series: [
        {},
        ...sides.map((side) => ({
          ...side,
          ...{ paths: () => null, points: { show: true, size: 9, fill: side.stroke } },
        })),
      ],
      axes: [
        {
          ...axis(theme),
          size: 34,
          incrs: [1, 2, 5, 10, 20, 50, 100],
          values: (_plot, splits) => splits.map((split) => `pair ${split}`),
          space: 70,
        },
        {
          ...axis(theme),
          size: leftAxisWidth,
          ...(incrs && { incrs }),
          values: (_plot, splits) => splits.map(text),
        },
      ],
      plugins: [
        { hooks: { drawAxes: (plot) => clipped(plot, () => joinPairs(plot, theme)) } },
        tooltip((plot) => [
          { text: `pair ${plot.data[0][plot.cursor.idx ?? 0]}` },
          ...seriesLines(plot, text),
        ]),
      ],
    },
    data: [baseline.map((_, index) => index + 1), before ?? [], after ?? []],
  };
}

/**
 * @param {uPlot} plot
 * @param {Theme} theme
 */
function joinPairs(plot, theme) {
  const { ctx, data } = plot;
  ctx.strokeStyle = theme.muted;
  ctx.lineWidth = devicePixelRatio;
  for (const [index, pair] of data[0].entries()) {
    const x = plot.valToPos(pair, "x", true);
    ctx.beginPath();
    ctx.moveTo(x, plot.valToPos(data[1]?.[index] ?? 0, "y", true));
    ctx.lineTo(x, plot.valToPos(data[2]?.[index] ?? 0, "y", true));
    ctx.stroke();
  }
}

/**
 * @param {PairedValues} metric
 * @returns {string}
 */
function pairsText({ scenario, metric, baseline, candidate }) {
  const { scale, text } = unitOf(metric);
  const pairs = baseline.map((value, index) => {
    return `${text(value / scale)} and ${text((candidate[index] ?? 0) / scale)}`;
  });
  return `${metric} of ${scenario}, baseline and candidate by pair: ${pairs.join("; ")}.`;
}
