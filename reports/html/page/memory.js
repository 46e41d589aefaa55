/**
 * Resident, working set and anonymous memory of one process under its limit.
 * @param {PlotRequest} request
 * @returns {Plot | null}
 */
function memoryPlot(request) {
  const { run, item, theme } = request;
  const trace = run.memory[item];
  if (!trace) return null;
  const { tMs, rss, workingSet, anon, limit, marks } = trace;
  const lines = [
    { label: "resident", values: rss, stroke: theme.series[0], width: 2 },
    { label: "working set", values: workingSet, stroke: theme.series[1], width: 1.5, dash: [6, 3] },
    { label: "anonymous", values: anon, stroke: theme.series[2], width: 1.5, dash: [2, 3] },
  ].filter((line) => line.values.some((value) => value !== null));
  const peak = Math.max(...lines.flatMap((line) => line.values.map((value) => value ?? 0)));
  const bound = Math.max(...limit.map((value) => value ?? 0));
  // A limit far above would press the lines flat; the caption has it anyway.
  const limitShown = bound > 0 && bound < peak * 3;
  if (limitShown) {
    lines.push({ label: "limit", values: limit, stroke: theme.text, width: 1, dash: [12, 4] });
  }
  const top = Math.max(peak, limitShown ? bound : 0) * 1.12;
  return processPlot({
    ...{ request, tMs, lines, marks, top, height: 210 },
    ...{ text: bytesText, incrs: byteSteps },
  });
}
