/**
 * CPUs that one process used under its limit, and those it was kept from.
 * @param {PlotRequest} request
 * @returns {Plot | null}
 */
function cpuPlot(request) {
  const { run, item, theme } = request;
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
  return processPlot({
    ...{ request, tMs, lines, marks, top: top || 1, height: 170 },
    text: cpusText,
  });
}
