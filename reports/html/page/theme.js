/**
 * @typedef {{
 *   text: string, muted: string, line: string, surface: string, fail: string, band: string,
 *   series: [string, string, string, string, string, string],
 * }} Theme
 */

/**
 * The colours of the style sheet as they are now: canvases can't follow it by themselves.
 * @returns {Theme}
 */
function readTheme() {
  const style = getComputedStyle(document.documentElement);
  const colour = (/** @type {string} */ name) => style.getPropertyValue(`--${name}`).trim();
  return {
    text: colour("text"),
    muted: colour("muted"),
    line: colour("line"),
    surface: colour("surface"),
    fail: colour("fail"),
    band: colour("band"),
    series: [
      colour("series-1"),
      colour("series-2"),
      colour("series-3"),
      colour("series-4"),
      colour("series-5"),
      colour("series-6"),
    ],
  };
}
