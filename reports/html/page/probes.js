/**
 * Each run by a shape of its own, for colours are not told apart by all: a dot, a cross, a triangle; a peak is an
 * upright bar.
 * @param {uPlot} plot
 * @param {LimitPoint[]} points
 * @param {Theme} theme
 */
function drawProbes(plot, points, theme) {
  const { ctx } = plot;
  const size = 5 * devicePixelRatio;
  for (const { bytes, y: at, end } of points) {
    const x = plot.valToPos(bytes, "x", true);
    const y = plot.valToPos(at, "y", true);
    const kind = probeKinds.find(({ ends }) => ends.includes(end));
    ctx.fillStyle = kind?.colour(theme) ?? theme.series[0];
    ctx.strokeStyle = ctx.fillStyle;
    ctx.lineWidth = 2 * devicePixelRatio;
    ctx.beginPath();
    if (end === "survived") {
      ctx.arc(x, y, size, 0, 2 * Math.PI);
      ctx.fill();
    } else if (end === "failed") {
      ctx.moveTo(x, y - size);
      ctx.lineTo(x + size, y + size);
      ctx.lineTo(x - size, y + size);
      ctx.fill();
    } else if (end === "peak") {
      ctx.fillRect(x - size / 4, y - 5 * size, size / 2, 10 * size);
    } else {
      ctx.moveTo(x - size, y - size);
      ctx.lineTo(x + size, y + size);
      ctx.moveTo(x + size, y - size);
      ctx.lineTo(x - size, y + size);
      ctx.stroke();
    }
  }
}

/**
 * What is drawn near the cursor.
 * @param {uPlot} plot
 * @param {LimitPoint[]} points
 * @returns {TooltipLine[]}
 */
function probeLines(plot, points) {
  const { left = 0, top = 0 } = plot.cursor;
  const row = Math.floor(plot.posToVal(top, "y"));
  const near = points.filter(
    ({ bytes, y }) => Math.floor(y) === row && Math.abs(plot.valToPos(bytes, "x") - left) < 9,
  );
  return near.slice(0, 6).map(({ text }) => ({ text }));
}
