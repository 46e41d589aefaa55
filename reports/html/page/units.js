/** Steps between axis marks in seconds, such as people count time. */
const secondSteps = [
  0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900,
  1800, 3600, 7200, 14400, 28800, 86400,
];

/** Steps between axis marks in bytes: powers of two from 1 KiB to 512 GiB. */
const byteSteps = Array.from({ length: 30 }, (_, power) => 1024 * 2 ** power);

/**
 * @param {number} seconds
 * @returns {string}
 */
function secondsText(seconds) {
  if (seconds < 60) return `${Number(seconds.toFixed(3))} s`;
  const minutes = Math.floor(seconds / 60);
  if (minutes >= 60) return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
  const rest = Math.round(seconds % 60);
  return rest === 0 ? `${minutes} m` : `${minutes} m ${rest} s`;
}

/**
 * @param {number} bytes
 * @returns {string}
 */
function bytesText(bytes) {
  const mebibytes = bytes / 1024 ** 2;
  if (mebibytes >= 1024) return `${Number((mebibytes / 1024).toFixed(2))} GiB`;
  return `${Number(mebibytes.toFixed(mebibytes < 100 ? 1 : 0))} MiB`;
}

/**
 * @param {number} cpus
 * @returns {string}
 */
function cpusText(cpus) {
  return `${Number(cpus.toFixed(2))} CPU`;
}

/**
 * How figures of a metric are drawn, by the last word of its name: what they are divided by, how they read, and
 * steps between axis marks.
 * @param {string} metric
 * @returns {{ scale: number, text: (value: number) => string, incrs?: number[] }}
 */
function unitOf(metric) {
  if (/Ms$/.test(metric)) return { scale: 1000, text: secondsText, incrs: secondSteps };
  if (/Bytes$/.test(metric)) return { scale: 1, text: bytesText, incrs: byteSteps };
  const plain = (/** @type {number} */ value) => String(Number(value.toPrecision(4)));
  if (/seconds$/i.test(metric)) return { scale: 1, text: (value) => `${plain(value)} s` };
  return { scale: 1, text: plain };
}

/**
 * A range with some room around the values, however little they differ.
 * @param {number[]} values
 * @returns {[number, number]}
 */
function roomFor(values) {
  const low = values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
  const high = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  if (low > high) return [0, 1];
  const room = (high - low || Math.abs(high) || 1) * 0.15;
  return [low >= 0 ? Math.max(0, low - room) : low - room, high + room];
}
