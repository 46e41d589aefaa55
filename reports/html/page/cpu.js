/**
 * CPUs that one process used under its limit, and those it was kept from.
 * @param {PlotRequest} request
 * @returns {Plot | null}
 */
function cpuPlot({ run, runIndex, item, theme }) {
  const trace = run.cpu[item];
  if (!trace) return null;
  const { tMs, used, throttled, limit } = trace;
  const marks = run.memory.find(({ process }) => process === trace.process)?.marks ?? [];
  const lines = [
    { label: "used", values: used, stroke: theme.series[0], width: 2 },
    {
      ...{ label: "kept from running", values: throttled, stroke: theme.series[1], width: 1.5 },
      fill: theme.band,
    },
    { label: "limit", values: limit, stroke: theme.text, width: 1, dash: [12, 4] },
  ].filter((line) => line.values.some((value) => value !== null));
  const top = Math.max(...lines.flatMap((line) => line.values.map((value) => value ?? 0))) * 1.12;
  const { timeAxis, ...shared } = overTime({ run, runIndex, theme, height: 170 });
  return {
    options: {
      ...shared,
      scales: { ...shared.scales, y: { range: [0, top || 1] } },
      legend: lineLegend,
      series: [{}, ...lines.map(({ values: _values, ...line }) => ({ ...line, points: noPoints }))],
      axes: [
        timeAxis,
        {
          ...axis(theme),
          size: leftAxisWidth,
          values: (_plot, splits) => splits.map(cpusText),
        },
      ],
      plugins: [
        faultsAndCommits(run, theme),
        processMarks(marks, theme),
        tooltip((plot) => [
          ...timeLine(plot),
          ...seriesLines(plot, cpusText),
          ...linesNear(plot, run, marks),
        ]),
      ],
    },
    data: alignedData(
      tMs,
      lines.map((line) => line.values),
      run.durationMs,
    ),
  };
}
