/** @typedef {import("../limits/limits-data.ts").DrawnSearch} DrawnSearch */

/** The page of the smallest limits. */
function showLimits() {
  /** @type {import("../limits/limits-data.ts").LimitsData} */
  const { controllers } = readPageData();
  drawPlots((place, theme) => {
    const searches = controllers[Number(place.dataset.controller)];
    return searches ? limitsPlot(searches, theme) : null;
  });
  followAddress();
}

/**
 * Ends that are drawn alike share a column.
 * @type {{ label: string, ends: string[], colour(theme: Theme): string }[]}
 */
const probeKinds = [
  { label: "● survived", ends: ["survived"], colour: (theme) => theme.series[2] },
  {
    ...{ label: "✗ killed or exited", ends: ["killed", "exited", "ended"] },
    colour: (theme) => theme.fail,
  },
  { label: "▲ did not work", ends: ["failed"], colour: (theme) => theme.series[4] },
];

/**
 * Runs along a logarithmic axis of limits, a row a load; those with the same limit stand below each other.
 * @param {DrawnSearch[]} searches
 * @param {Theme} theme
 * @returns {Plot}
 */
function limitsPlot(searches, theme) {
  const points = searches
    .flatMap((search, row) => rowPoints(search, row))
    .sort((a, b) => a.bytes - b.bytes);
  const column = (/** @type {(point: LimitPoint) => boolean} */ holds) =>
    points.map((point) => (holds(point) ? point.y : null));
  const kinds = [
    ...probeKinds.map(({ label, ends, colour }) => ({
      ...{ label, stroke: colour(theme) },
      values: column(({ end }) => ends.includes(end)),
    })),
    {
      ...{ label: "┃ working set peak", stroke: theme.series[0] },
      values: column(({ end }) => end === "peak"),
    },
  ].filter(({ values }) => values.some((value) => value !== null));
  const all = points.map(({ bytes }) => bytes);
  const range = /** @type {[number, number]} */ ([
    (all[0] ?? 2 ** 20) / 1.15,
    (all.at(-1) ?? 2 ** 30) * 1.15,
  ]);
  return {
    options: {
      width: 600,
      height: 64 + 76 * searches.length,
      padding: plotPadding,
      cursor: { points: { show: false }, y: false },
      scales: {
        x: { time: false, distr: 3, log: 2, range },
        y: { range: [0, searches.length], dir: -1 },
      },
      legend: { live: false, markers: { show: false } },
      series: [
        {},
        ...kinds.map(({ values: _values, ...kind }) => ({
          ...kind,
          ...{ paths: () => null, points: noPoints },
        })),
      ],
      axes: [
        {
          ...axis(theme),
          size: 34,
          splits: (plot) => limitTicks(plot, range),
          filter: (_plot, splits) => splits,
          values: (_plot, splits) => splits.map(bytesText),
        },
        {
          ...axis(theme),
          size: leftAxisWidth + 8,
          grid: { show: false },
          splits: () => searches.map((_, row) => row + 0.5),
          values: () => searches.map(({ label }) => label),
        },
      ],
      plugins: [
        {
          hooks: {
            drawClear: (plot) => clipped(plot, () => drawBrackets(plot, searches, theme)),
            draw: (plot) => clipped(plot, () => drawProbes(plot, points, theme)),
          },
        },
        tooltip((plot) => probeLines(plot, points)),
      ],
    },
    data: [all, ...kinds.map(({ values }) => values)],
  };
}

/** @typedef {{ bytes: number, y: number, end: string, text: string }} LimitPoint */

/**
 * @param {DrawnSearch} search
 * @param {number} row
 * @returns {LimitPoint[]}
 */
function rowPoints({ probes, workingSetPeakBytes }, row) {
  /** @type {Map<number, number>} */
  const seen = new Map();
  const runs = probes.map(({ limitBytes, seed, end, because }) => {
    const before = seen.get(limitBytes) ?? 0;
    seen.set(limitBytes, before + 1);
    const y = row + 0.3 + Math.min(0.6, before * 0.2);
    return {
      bytes: limitBytes,
      y,
      end,
      text: `${bytesText(limitBytes)}, seed ${seed}: ${because}`,
    };
  });
  if (workingSetPeakBytes === null || workingSetPeakBytes <= 0) return runs;
  const text = `working set peak of runs that survived: ${bytesText(workingSetPeakBytes)}`;
  return [...runs, { bytes: workingSetPeakBytes, y: row + 0.5, end: "peak", text }];
}

/**
 * Powers of two and what lies halfway between them, as many as have room.
 * @param {uPlot} plot
 * @param {[number, number]} range
 * @returns {number[]}
 */
function limitTicks(plot, [from, to]) {
  const inside = (/** @type {number[]} */ steps) =>
    steps.filter((step) => step >= from && step <= to);
  const powers = inside(byteSteps);
  const all = inside(byteSteps.flatMap((step) => [step, step * 1.25, step * 1.5, step * 1.75]));
  const room = plot.width / 90;
  if (all.length <= room) return all;
  const halves = inside(byteSteps.flatMap((step) => [step, step * 1.5]));
  if (halves.length <= room) return halves;
  return powers.length === 0 ? halves.slice(0, 2) : powers;
}

/**
 * Between the largest that fails and the smallest that survives.
 * @param {uPlot} plot
 * @param {DrawnSearch[]} searches
 * @param {Theme} theme
 */
function drawBrackets(plot, searches, theme) {
  const { ctx } = plot;
  for (const [row, { failsAtBytes, survivesAtBytes }] of searches.entries()) {
    const top = plot.valToPos(row + 0.08, "y", true);
    const height = plot.valToPos(row + 0.92, "y", true) - top;
    const x = (/** @type {number} */ bytes) => plot.valToPos(bytes, "x", true);
    if (failsAtBytes !== null && survivesAtBytes !== null) {
      ctx.fillStyle = theme.band;
      ctx.fillRect(x(failsAtBytes), top, x(survivesAtBytes) - x(failsAtBytes), height);
    }
    if (survivesAtBytes === null) continue;
    ctx.fillStyle = theme.series[2];
    ctx.fillRect(x(survivesAtBytes) - devicePixelRatio / 2, top, devicePixelRatio, height);
  }
}
