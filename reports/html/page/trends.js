/** @typedef {import("../trends/trends-data.ts").TrendGroup} TrendGroup */

/** The page of many days' runs. */
function showTrends() {
  /** @type {import("../trends/trends-data.ts").TrendsData} */
  const { groups } = readPageData();
  const choice = document.getElementById("trend-metric");
  const places = [...document.querySelectorAll("[data-plot=trend]")];
  const chosen = () => (choice instanceof HTMLSelectElement ? choice.value : "");
  const groupOf = (/** @type {Element} */ place) =>
    groups[place instanceof HTMLElement ? Number(place.dataset.group) : -1];
  const hideThoseWithout = () => {
    for (const place of places) {
      const lacks = !groupOf(place)?.metrics[chosen()];
      place.closest("figure")?.classList.toggle("lacking", lacks);
    }
  };
  hideThoseWithout();
  const redraw = drawPlots((place, theme) => {
    const group = groupOf(place);
    return group ? trendPlot(group, chosen(), theme) : null;
  });
  choice?.addEventListener("change", () => {
    hideThoseWithout();
    for (const place of places) if (place instanceof HTMLElement) redraw(place);
  });
  document.addEventListener("click", ({ target }) => {
    const metric = target instanceof HTMLElement ? target.dataset.metric : undefined;
    if (metric === undefined || !(choice instanceof HTMLSelectElement)) return;
    choice.value = metric;
    choice.dispatchEvent(new Event("change"));
  });
  filterRows();
  followAddress();
}

/**
 * A figure over time, a point a run; its levels as lines, and upright ones where a new one began.
 * @param {TrendGroup} group
 * @param {string} metric
 * @param {Theme} theme
 * @returns {Plot | null}
 */
function trendPlot({ at, runs, metrics }, metric, theme) {
  const trend = metrics[metric];
  if (!trend) return null;
  const { scale, text, incrs } = unitOf(metric);
  const values = trend.values.map((value) => (value === null ? null : value / scale));
  const end = at.at(-1) ?? 0;
  const [from, to] = roomFor(at);
  return {
    options: {
      width: 600,
      height: 200,
      padding: plotPadding,
      tzDate: (seconds) => uPlot.tzDate(new Date(seconds * 1000), "Etc/UTC"),
      cursor: { points: { size: 8 }, y: false },
      scales: {
        x: { range: [Math.max(from, (at[0] ?? 0) - 86_400), Math.min(to, end + 86_400)] },
        y: { range: roomFor(values.filter((value) => value !== null)) },
      },
      legend: { show: false },
      series: [
        {},
        {
          ...{ label: metric, stroke: theme.series[0], width: 1, spanGaps: true },
          points: { show: true, size: 5, fill: theme.series[0] },
        },
      ],
      axes: [
        { ...axis(theme), size: 40 },
        {
          ...axis(theme),
          size: leftAxisWidth,
          ...(incrs && { incrs }),
          values: (_plot, splits) => splits.map(text),
        },
      ],
      plugins: [
        { hooks: { draw: (plot) => clipped(plot, () => drawLevels(plot, trend, scale, theme)) } },
        tooltip((plot) => {
          const index = plot.cursor.idx;
          const seconds = at[index ?? -1];
          if (index === null || index === undefined || seconds === undefined) return [];
          const time = new Date(seconds * 1000).toISOString().slice(0, 16).replace("T", " ");
          return [{ text: `${time}, run ${runs[index]}` }, ...seriesLines(plot, text)];
        }),
      ],
    },
    data: [at, values],
  };
}

/**
 * @param {uPlot} plot
 * @param {import("../trends/trends-data.ts").Trend} trend
 * @param {number} scale
 * @param {Theme} theme
 */
function drawLevels(plot, { levels }, scale, theme) {
  const { ctx, bbox, data } = plot;
  const pixel = devicePixelRatio;
  ctx.strokeStyle = theme.fail;
  for (const [index, level] of levels.entries()) {
    const next = levels[index + 1]?.from ?? data[0].length - 1;
    const left = plot.valToPos(data[0][level.from] ?? 0, "x", true);
    const y = plot.valToPos(level.value / scale, "y", true);
    ctx.lineWidth = 2 * pixel;
    ctx.setLineDash([]);
    ctx.beginPath();
    ctx.moveTo(left, y);
    ctx.lineTo(plot.valToPos(data[0][next] ?? 0, "x", true), y);
    ctx.stroke();
    if (index === 0) continue;
    ctx.lineWidth = pixel;
    ctx.setLineDash([4 * pixel, 4 * pixel]);
    ctx.beginPath();
    ctx.moveTo(left, bbox.top);
    ctx.lineTo(left, bbox.top + bbox.height);
    ctx.stroke();
  }
}
