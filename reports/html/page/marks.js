/** @typedef {import("../page-data.ts").PageRun} PageRun */
/** @typedef {import("../page-data.ts").Span} Span */

/**
 * Faults as shaded bands behind the lines, commits as ticks at the lower edge.
 * @param {PageRun} run
 * @param {Theme} theme
 * @returns {uPlot.Plugin}
 */
function faultsAndCommits(run, theme) {
  return {
    hooks: {
      drawClear: (plot) => {
        const { ctx, bbox } = plot;
        clipped(plot, () => {
          ctx.fillStyle = theme.band;
          for (const { fromMs, toMs } of run.bands) {
            const left = plot.valToPos(fromMs / 1000, "x", true);
            const right = plot.valToPos(toMs / 1000, "x", true);
            ctx.fillRect(left, bbox.top, Math.max(right - left, devicePixelRatio), bbox.height);
          }
          ctx.fillStyle = theme.muted;
          for (const tMs of run.commitsMs) {
            const x = plot.valToPos(tMs / 1000, "x", true);
            const tick = 6 * devicePixelRatio;
            ctx.fillRect(x, bbox.top + bbox.height - tick, devicePixelRatio, tick);
          }
        });
      },
    },
  };
}

/**
 * Ends and restarts of a process as upright lines with a sign on top.
 * @param {{ tMs: number, kind: "oom" | "exit" | "start", text: string }[]} marks
 * @param {Theme} theme
 * @returns {uPlot.Plugin}
 */
function processMarks(marks, theme) {
  return {
    hooks: {
      draw: (plot) => {
        const { ctx, bbox } = plot;
        clipped(plot, () => {
          ctx.font = plotFont(12, true);
          ctx.textBaseline = "top";
          for (const { tMs, kind } of marks) {
            const x = plot.valToPos(tMs / 1000, "x", true);
            const colour = kind === "start" ? theme.muted : theme.fail;
            ctx.strokeStyle = colour;
            ctx.fillStyle = colour;
            ctx.lineWidth = devicePixelRatio * (kind === "start" ? 1 : 1.5);
            ctx.setLineDash(kind === "start" ? [3 * devicePixelRatio, 3 * devicePixelRatio] : []);
            ctx.beginPath();
            ctx.moveTo(x, bbox.top);
            ctx.lineTo(x, bbox.top + bbox.height);
            ctx.stroke();
            ctx.textAlign = kind === "start" ? "left" : "right";
            const sign = { oom: "OOM ✗", exit: "exit ✗", start: "↻" }[kind];
            const gap = (kind === "start" ? 4 : -4) * devicePixelRatio;
            ctx.fillText(sign, x + gap, bbox.top + 3 * devicePixelRatio);
          }
        });
      },
    },
  };
}

/**
 * Faults in force and commits, ends and restarts near the cursor, for a tooltip.
 * @param {uPlot} plot
 * @param {PageRun} run
 * @param {{ tMs: number, text: string }[]} marks
 * @returns {TooltipLine[]}
 */
function linesNear(plot, run, marks = []) {
  const { left = 0 } = plot.cursor;
  const atMs = plot.posToVal(left, "x") * 1000;
  const nearMs = (plot.posToVal(left + 5, "x") - plot.posToVal(left, "x")) * 1000;
  const commits = run.commitsMs.filter((tMs) => Math.abs(tMs - atMs) < nearMs).length;
  return [
    ...run.bands.filter((band) => band.fromMs <= atMs && atMs <= band.toMs),
    ...marks.filter((mark) => Math.abs(mark.tMs - atMs) < nearMs),
    ...(commits > 0 ? [{ text: commits === 1 ? "commit" : `${commits} commits` }] : []),
  ].map(({ text }) => ({ text }));
}
