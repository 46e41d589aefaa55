/**
 * Lines shown at the cursor: what to say, and the colour of its sample if it has one.
 * @typedef {{ text: string, colour?: string }} TooltipLine
 */

/**
 * A box at the cursor of the plot that is pointed at; plots that only follow its cursor show none.
 * @param {(plot: uPlot) => TooltipLine[]} linesAt
 * @returns {uPlot.Plugin}
 */
function tooltip(linesAt) {
  const box = document.createElement("div");
  box.className = "tooltip";
  box.hidden = true;
  let inside = false;
  return {
    hooks: {
      init: (plot) => {
        plot.over.append(box);
        plot.over.addEventListener("pointerenter", () => {
          inside = true;
        });
        plot.over.addEventListener("pointerleave", () => {
          inside = false;
          box.hidden = true;
        });
      },
      setCursor: (plot) => {
        const { left = -1, top = -1 } = plot.cursor;
        const lines = inside && left >= 0 ? linesAt(plot) : [];
        box.hidden = lines.length === 0;
        if (box.hidden) return;
        box.replaceChildren(...lines.map(tooltipLine));
        const { width, height } = plot.over.getBoundingClientRect();
        const x = left + 14 + box.offsetWidth > width ? left - 14 - box.offsetWidth : left + 14;
        box.style.left = `${Math.max(-50, x)}px`;
        box.style.top = `${Math.max(0, Math.min(top - 10, height - box.offsetHeight))}px`;
      },
    },
  };
}

/**
 * @param {TooltipLine} line
 * @returns {HTMLElement}
 */
function tooltipLine({ text, colour }) {
  const element = document.createElement("div");
  if (colour) {
    const sample = document.createElement("i");
    sample.style.background = colour;
    element.append(sample);
  }
  element.append(text);
  return element;
}

/**
 * The values of all series at the cursor.
 * @param {uPlot} plot
 * @param {(value: number) => string} format
 * @returns {TooltipLine[]}
 */
function seriesLines(plot, format) {
  const { idx } = plot.cursor;
  if (idx === null || idx === undefined) return [];
  return plot.series.slice(1).flatMap((series, index) => {
    const value = plot.data[index + 1]?.[idx];
    if (!series.show || value === null || value === undefined) return [];
    const { stroke } = series;
    const colour = typeof stroke === "function" ? stroke(plot, index + 1) : stroke;
    return [{ text: `${series.label} ${format(value)}`, colour: String(colour ?? "") }];
  });
}
