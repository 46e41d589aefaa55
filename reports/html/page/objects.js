/** @typedef {import("../../digest/object-timeline.ts").ObjectTimeline} ObjectTimeline */

const objectHeightMax = 560;

/**
 * A row an object: each change as a bar from its push to Ready, darker from stage to stage; to the end and in the
 * colour of failures where it never came.
 * @param {PlotRequest} request
 * @returns {Plot | null}
 */
function objectsPlot({ run, runIndex, theme }) {
  const changes = run.objects;
  if (!changes) return null;
  const count = changes.objects.length;
  const { timeAxis, ...shared } = overTime({
    ...{ run, runIndex, theme },
    height: Math.min(objectHeightMax, Math.max(110, count * 14 + 44)),
  });
  const labelled = (/** @type {number} */ row) => {
    const name = changes.objects[row] ?? "";
    return name.length > 14 ? `…${name.slice(-13)}` : name;
  };
  return {
    options: {
      ...shared,
      scales: { ...shared.scales, y: { range: [0, count], dir: -1 } },
      legend: { show: false },
      series: [{}, { label: "object", paths: () => null, points: noPoints }],
      axes: [
        timeAxis,
        {
          ...axis(theme),
          size: leftAxisWidth + 24,
          font: plotFont(10),
          grid: { show: false },
          incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 2000, 5000],
          space: 16,
          splits: (_plot, _axis, _min, _max, step) =>
            changes.objects.flatMap((_, row) => (row % step === 0 ? [row + 0.5] : [])),
          values: (_plot, splits) => splits.map((split) => labelled(split - 0.5)),
        },
      ],
      plugins: [
        faultsAndCommits(run, theme),
        { hooks: { draw: (plot) => clipped(plot, () => drawChanges(plot, run, changes, theme)) } },
        tooltip((plot) => changeLines(plot, run, changes)),
      ],
    },
    data: [changes.atMs.map((ms) => ms / 1000), changes.object.map((row) => row + 0.5)],
  };
}

/**
 * @param {uPlot} plot
 * @param {PageRun} run
 * @param {ObjectTimeline} changes
 * @param {Theme} theme
 */
function drawChanges(plot, run, { object, atMs, stages }, theme) {
  const { ctx } = plot;
  const height = Math.max(
    devicePixelRatio,
    Math.abs(plot.valToPos(1, "y", true) - plot.valToPos(0, "y", true)) * 0.7,
  );
  const x = (/** @type {number} */ ms) => plot.valToPos(ms / 1000, "x", true);
  for (const [index, row] of object.entries()) {
    const from = atMs[index] ?? 0;
    const ready = stages.ready[index];
    const top = plot.valToPos(row + 0.5, "y", true) - height / 2;
    const bar = (
      /** @type {number} */ since,
      /** @type {number} */ until,
      /** @type {number} */ strength,
    ) => {
      ctx.globalAlpha = strength;
      ctx.fillRect(x(since), top, Math.max(x(until) - x(since), devicePixelRatio), height);
    };
    ctx.fillStyle = ready === null ? theme.fail : theme.series[0];
    bar(from, ready === null || ready === undefined ? run.durationMs : from + ready, 0.3);
    const artifact = stages.artifact[index];
    const applied = stages.applied[index];
    if (artifact !== null && artifact !== undefined && ready !== null && ready !== undefined) {
      bar(from + artifact, from + ready, 0.5);
    }
    if (applied !== null && applied !== undefined) bar(from + applied, from + applied, 1);
  }
  ctx.globalAlpha = 1;
}

/**
 * The changes under way at the cursor, of the object in its row.
 * @param {uPlot} plot
 * @param {PageRun} run
 * @param {ObjectTimeline} changes
 * @returns {TooltipLine[]}
 */
function changeLines(plot, run, { objects, object, atMs, stages }) {
  const { left = 0, top = 0 } = plot.cursor;
  const row = Math.floor(plot.posToVal(top, "y"));
  const name = objects[row];
  if (name === undefined) return [];
  const from = plot.posToVal(left - 4, "x") * 1000;
  const to = plot.posToVal(left + 4, "x") * 1000;
  const lines = object.flatMap((each, index) => {
    const pushed = atMs[index] ?? 0;
    const ready = stages.ready[index] ?? run.durationMs - pushed;
    if (each !== row || pushed > to || pushed + ready < from) return [];
    const told = Object.entries(stages).map(([stage, values]) => {
      const ms = values[index];
      return `${stage} ${ms === null || ms === undefined ? "never" : secondsText(ms / 1000)}`;
    });
    return [{ text: `pushed at ${secondsText(pushed / 1000)}: ${told.join(", ")}` }];
  });
  return [{ text: name }, ...lines.slice(0, 5)];
}
