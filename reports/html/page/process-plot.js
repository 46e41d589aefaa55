/** @typedef {import("../../digest/memory-trace.ts").MemoryTrace} MemoryTrace */

/**
 * A line of a process over time.
 * @typedef {Pick<uPlot.Series, "label" | "stroke" | "width" | "dash" | "fill"> & { values: (number | null)[] }} ProcessLine
 */

/**
 * Lines of one process over time, with its lives, faults and commits.
 * @param {{
 *   request: PlotRequest,
 *   tMs: number[],
 *   lines: ProcessLine[],
 *   marks: MemoryTrace["marks"],
 *   top: number,
 *   height: number,
 *   text: (value: number) => string,
 *   incrs?: uPlot.Axis.Incrs,
 * }} settings
 * @returns {Plot}
 */
function processPlot({ request, tMs, lines, marks, top, height, text, incrs }) {
  const { run, runIndex, theme } = request;
  const { timeAxis, ...shared } = overTime({ run, runIndex, theme, height });
  return {
    options: {
      ...shared,
      scales: { ...shared.scales, y: { range: [0, top] } },
      legend: lineLegend,
      series: [{}, ...lines.map(({ values: _values, ...line }) => ({ ...line, points: noPoints }))],
      axes: [
        timeAxis,
        {
          ...axis(theme),
          size: leftAxisWidth,
          ...(incrs ? { incrs } : {}),
          values: (_plot, splits) => splits.map(text),
        },
      ],
      plugins: [
        faultsAndCommits(run, theme),
        processMarks(marks, theme),
        tooltip((plot) => [
          ...timeLine(plot),
          ...seriesLines(plot, text),
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

/**
 * The time at the cursor.
 * @param {uPlot} plot
 * @returns {TooltipLine[]}
 */
function timeLine(plot) {
  const at = plot.data[0][plot.cursor.idx ?? -1];
  return at === undefined ? [] : [{ text: secondsText(Number(at.toFixed(1))) }];
}
