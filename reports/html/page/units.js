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
