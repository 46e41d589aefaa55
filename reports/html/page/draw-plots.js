/** @typedef {{ options: uPlot.Options, data: uPlot.AlignedData }} Plot */

/** What the page's plots are drawn from. */
function readPageData() {
  return JSON.parse(document.getElementById("data")?.textContent ?? "");
}

/**
 * Draws every place for a plot when it is first seen, so that a page of many opens at once; follows its width and
 * the colours that are asked for. Each place carries its plot as `plot`, for whoever inspects the page.
 * @param {(place: HTMLElement, theme: Theme) => Plot | null} plotOf
 * @returns {(place: HTMLElement) => void} draws a place anew
 */
function drawPlots(plotOf) {
  /** @type {Map<HTMLElement, uPlot>} */
  const drawn = new Map();
  /** @type {Set<HTMLElement>} */
  const begun = new Set();

  /** @param {HTMLElement} place */
  function draw(place) {
    drawn.get(place)?.destroy();
    drawn.delete(place);
    begun.add(place);
    const found = plotOf(place, readTheme());
    if (!found) return;
    const width = Math.max(240, place.clientWidth);
    const plot = new uPlot({ ...found.options, width }, found.data, place);
    drawn.set(place, plot);
    Object.assign(place, { plot });
  }

  const seen = new IntersectionObserver(
    (entries) => {
      for (const { isIntersecting, target } of entries) {
        if (!isIntersecting || !(target instanceof HTMLElement)) continue;
        seen.unobserve(target);
        draw(target);
        resized.observe(target);
      }
    },
    { rootMargin: "400px" },
  );

  const resized = new ResizeObserver((entries) => {
    for (const { target, contentRect } of entries) {
      const plot = target instanceof HTMLElement ? drawn.get(target) : undefined;
      const width = Math.floor(contentRect.width);
      if (plot && width > 0 && width !== plot.width) plot.setSize({ width, height: plot.height });
    }
  });

  for (const place of document.querySelectorAll("[data-plot]")) seen.observe(place);

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
    for (const place of begun) draw(place);
  });

  return (place) => {
    if (begun.has(place)) draw(place);
  };
}

/** Opens whatever holds the element that the address names, now and whenever it changes. */
function followAddress() {
  const open = () => {
    const target = document.getElementById(decodeURIComponent(location.hash.slice(1)));
    for (let element = target; element; element = element.parentElement) {
      if (element instanceof HTMLDetailsElement) element.open = true;
    }
    target?.scrollIntoView();
  };
  addEventListener("hashchange", open);
  open();
}
