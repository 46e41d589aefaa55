/** A version as Go's Masterminds/semver reads it loosely: `v1.2`, `2025.02.03-rc.1+build`. */
export interface Version {
  major: number;
  minor: number;
  patch: number;
  /** Without its hyphen; empty for a release. */
  pre: string;
  original: string;
}

const identifiers = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const loose = new RegExp(
  `^v?(\\d+)(?:\\.(\\d+))?(?:\\.(\\d+))?(?:-(${identifiers}))?(?:\\+${identifiers})?$`,
);

/** Undefined for what is none. */
export function parseVersion(original: string): Version | undefined {
  const found = loose.exec(original);
  if (!found) return undefined;
  const [, major = "0", minor = "0", patch = "0", pre = ""] = found;
  return { major: Number(major), minor: Number(minor), patch: Number(patch), pre, original };
}

/** As Flux reads tags: all three numbers must be there. */
export function parseWholeVersion(original: string): Version | undefined {
  return original.split(".").length < 3 ? undefined : parseVersion(original);
}

/** Build metadata doesn't count. */
export function compareVersions(a: Version, b: Version): number {
  return (
    a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePrereleases(a.pre, b.pre)
  );
}

export function comparePrereleases(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "") return 1;
  if (b === "") return -1;
  const [left, right] = [a.split("."), b.split(".")];
  for (const [index, one] of left.entries()) {
    const other = right[index];
    if (other === undefined) return 1;
    const difference = compareIdentifiers(one, other);
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}

/** Numbers come before words. */
function compareIdentifiers(a: string, b: string): number {
  if (a === b) return 0;
  const [isNumber, isOtherNumber] = [/^\d+$/.test(a), /^\d+$/.test(b)];
  if (isNumber && isOtherNumber) return Number(a) - Number(b);
  if (isNumber !== isOtherNumber) return isNumber ? -1 : 1;
  return a < b ? -1 : 1;
}
