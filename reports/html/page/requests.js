/** Answers beyond so many kinds are drawn as one. */
const resultsMax = 6;

/**
 * Requests at the Git host in each stretch of time, stacked by how they were answered.
 * @param {PlotRequest} request
 * @returns {Plot | null}
 */
function requestsPlot({ run, runIndex, theme }) {
  const { tMs, widthMs } = run.gitRequests;
  const rows = foldRest(run.gitRequests.byResult);
  if (rows.length === 0) return null;
  const colours = resultColours(rows, theme);
  // The tallest sum is drawn first and the others over it, so that each shows its own part.
  const sums = rows.map((_, row) =>
    tMs.map((_time, bucket) =>
      rows.slice(row).reduce((sum, { counts }) => sum + (counts[bucket] ?? 0), 0),
    ),
  );
  const { timeAxis, ...shared } = overTime({ run, runIndex, theme, height: 190 });
  const bars = uPlot.paths.bars?.({ size: [0.9, Number.POSITIVE_INFINITY], align: 1 });
  const top = Math.max(1, ...(sums[0] ?? [])) * 1.1;
  return {
    options: {
      ...shared,
      scales: { ...shared.scales, y: { range: [0, top] } },
      legend: { live: false },
      series: [
        {},
        ...rows.map(({ result }, row) => ({
          ...{
            label: result,
            stroke: colours[row] ?? theme.muted,
            fill: colours[row] ?? theme.muted,
          },
          ...{ width: 0, points: noPoints },
          ...(bars && { paths: bars }),
        })),
      ],
      axes: [
        timeAxis,
        {
          ...axis(theme),
          size: leftAxisWidth,
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000, 10_000],
        },
      ],
      plugins: [
        faultsAndCommits(run, theme),
        tooltip((plot) => {
          const bucket = Math.floor((plot.posToVal(plot.cursor.left ?? 0, "x") * 1000) / widthMs);
          const own = rows.flatMap(({ result, counts }, row) =>
            counts[bucket]
              ? [{ text: `${result}: ${counts[bucket]}`, ...colourOf(colours[row]) }]
              : [],
          );
          const from = secondsText((bucket * widthMs) / 1000);
          const to = secondsText(((bucket + 1) * widthMs) / 1000);
          return [{ text: `${from} to ${to}` }, ...own, ...linesNear(plot, run)];
        }),
      ],
    },
    data: alignedData(tMs, sums, run.durationMs),
  };
}

/**
 * @param {{ result: string, counts: number[] }[]} all
 * @returns {{ result: string, counts: number[] }[]}
 */
function foldRest(all) {
  if (all.length <= resultsMax) return all;
  const rest = all.slice(resultsMax - 1);
  const counts = (rest[0]?.counts ?? []).map((_, bucket) =>
    rest.reduce((sum, row) => sum + (row.counts[bucket] ?? 0), 0),
  );
  return [...all.slice(0, resultsMax - 1), { result: "others", counts }];
}

/**
 * Blue for what went well, warm colours for what did not; each answer has a colour of its own.
 * @param {{ result: string }[]} rows
 * @param {Theme} theme
 * @returns {string[]}
 */
function resultColours(rows, theme) {
  const free = new Set(theme.series.keys());
  const preferred = [
    [/^2/, 0],
    [/^5/, 1],
    [/^4/, 4],
    [/^cut$/, 3],
    [/^abandoned$/, 2],
  ];
  return rows.map(({ result }) => {
    const wanted = preferred.find(([pattern]) => pattern instanceof RegExp && pattern.test(result));
    const index = wanted && free.has(Number(wanted[1])) ? Number(wanted[1]) : [...free][0];
    if (index === undefined) return theme.muted;
    free.delete(index);
    return theme.series[index] ?? theme.muted;
  });
}

/**
 * @param {string | undefined} colour
 * @returns {{ colour?: string }}
 */
function colourOf(colour) {
  return colour === undefined ? {} : { colour };
}
