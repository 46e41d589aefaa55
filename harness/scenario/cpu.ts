/**
 * Thousandths of a CPU in a Kubernetes quantity (`500m`, `1`, `0.5`); undefined if it isn't one, or is less
 * than the 10m below which the kernel can't keep a quota.
 */
export function parseCpu(text: string): number | undefined {
  const match = /^(\d+(?:\.\d+)?)(m?)$/.exec(text);
  if (!match) return undefined;
  const milli = Number(match[1]) * (match[2] === "m" ? 1 : 1000);
  return Number.isInteger(milli) && milli >= leastMilli && milli <= mostMilli ? milli : undefined;
}

/** `cpu.cfs_quota_us` of a millisecond, the least, within the usual period of 100 ms. */
const leastMilli = 10;
/** More CPUs than any machine has. */
const mostMilli = 10_000_000;
