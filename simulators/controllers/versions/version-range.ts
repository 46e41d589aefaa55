import { comparePrereleases, compareVersions, parseVersion, type Version } from "./version.ts";

/** Which versions a range such as `>=1.0.0 <2.0.0 || ~3.1` holds. */
export type VersionRange = (version: Version) => boolean;

interface Bound {
  operator: string;
  version: Version;
  /** Parts that were left out, or `x`. */
  open: "nothing" | "patch" | "minor" | "all";
}

const part = "\\d+|[xX*]";
const identifiers = "[0-9A-Za-z-]+(?:\\.[0-9A-Za-z-]+)*";
const number = `v?(${part})(?:\\.(${part}))?(?:\\.(${part}))?(?:-(${identifiers}))?(?:\\+${identifiers})?`;
const bound = new RegExp(`^(!=|>=|=>|<=|=<|~>|[=><~^]|)\\s*${number}(?=[\\s,]|$)`);
const hyphen = new RegExp(`\\s*(${number})\\s+-\\s+(${number})\\s*`, "g");

/**
 * Reads a range as Masterminds/semver 3.4, which Flux uses, does.
 * @throws Error in its words.
 */
export function parseVersionRange(text: string): VersionRange {
  const groups = withoutHyphens(text)
    .split("||")
    .map((group) => readGroup(group));
  return (version) => groups.some((holds) => holds(version));
}

function withoutHyphens(text: string): string {
  return text.replaceAll(hyphen, (...found: string[]) => `>= ${found[1]}, <= ${found[6]} `);
}

function readGroup(group: string): VersionRange {
  const bounds: Bound[] = [];
  let rest = group.trim();
  // As the library has it, nothing at all is no range, though a version of nothing would be any.
  if (rest === "") throw new Error(`improper constraint: ${group}`);
  while (rest !== "") {
    const found = bound.exec(rest);
    if (!found) throw new Error(`improper constraint: ${group}`);
    bounds.push(readBound(found));
    rest = rest.slice(found[0].length).replace(/^\s*,?\s*/, "");
  }
  // Prereleases count only where the range names one.
  const takesPre = bounds.some(({ version }) => version.pre !== "");
  return (version) =>
    (version.pre === "" || takesPre) && bounds.every((each) => within(version, each));
}

function readBound([, operator = "", major, minor, patch, pre]: RegExpExecArray): Bound {
  const isOpen = (text: string | undefined) => text === undefined || /^[xX*]$/.test(text);
  const open = isOpen(major)
    ? "all"
    : isOpen(minor)
      ? "minor"
      : isOpen(patch)
        ? "patch"
        : "nothing";
  const kept = {
    all: "0.0.0",
    minor: `${major}.0.0`,
    patch: `${major}.${minor}.0`,
    nothing: `${major}.${minor}.${patch}`,
  }[open];
  const version = parseVersion(pre === undefined ? kept : `${kept}-${pre}`);
  if (!version) throw new Error("constraint parser error");
  return { operator, version, open };
}

function within(version: Version, { operator, version: limit, open }: Bound): boolean {
  const order = compareVersions(version, limit);
  const sameMajor = version.major === limit.major;
  switch (operator) {
    case "":
    case "=":
      return open === "nothing" ? order === 0 : isNear(version, limit, open);
    case "~":
    case "~>":
      return isNear(version, limit, open);
    case "!=":
      return open === "nothing" ? order !== 0 : isElsewhere(version, limit, open);
    case ">":
      if (open === "minor") return version.major > limit.major;
      if (open === "patch" && sameMajor) return version.minor > limit.minor;
      return order > 0;
    case ">=":
    case "=>":
      return order >= 0;
    case "<":
      return order < 0;
    case "<=":
    case "=<":
      if (open === "nothing") return order <= 0;
      if (!sameMajor) return version.major < limit.major;
      return open === "minor" || version.minor <= limit.minor;
    default:
      return isCompatible(version, limit, open);
  }
}

/** `~`: no other major, and no other minor where one is named. */
function isNear(version: Version, limit: Version, open: Bound["open"]): boolean {
  if (compareVersions(version, limit) < 0) return false;
  const isZero = limit.major === 0 && limit.minor === 0 && limit.patch === 0;
  if (isZero && (open === "nothing" || open === "all")) return true;
  if (version.major !== limit.major) return false;
  return open === "minor" || version.minor === limit.minor;
}

/** `^`: the leftmost number that isn't zero stays. */
function isCompatible(version: Version, limit: Version, open: Bound["open"]): boolean {
  if (compareVersions(version, limit) < 0 || version.major !== limit.major) return false;
  if (limit.major > 0 || open === "minor") return true;
  if (version.minor !== limit.minor) return false;
  return limit.minor > 0 || open === "patch" || version.patch === limit.patch;
}

function isElsewhere(version: Version, limit: Version, open: Bound["open"]): boolean {
  if (version.major !== limit.major) return true;
  if (open === "minor") return false;
  if (version.minor !== limit.minor) return true;
  if (open === "patch") return comparePrereleases(version.pre, limit.pre) !== 0;
  return compareVersions(version, limit) !== 0;
}
