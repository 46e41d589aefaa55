import { goExpander } from "../versions/go-regexp.ts";
import { compareVersions, parseWholeVersion, type Version } from "../versions/version.ts";
import { parseVersionRange } from "../versions/version-range.ts";

export interface ImagePolicyChoice {
  semver?: { range: string };
  alphabetical?: { order?: string };
  numerical?: { order?: string };
}

export interface TagFilter {
  pattern?: string;
  extract?: string;
}

/** No retry mends it. */
export class InvalidPolicy extends Error {}

/** The newest of some tags. @throws Error when there is none. */
export type Policy = (tags: readonly string[]) => string;

/** @throws InvalidPolicy in image-reflector-controller's words. */
export function policyOf({ semver, alphabetical, numerical }: ImagePolicyChoice): Policy {
  try {
    if (semver) return bySemver(semver.range);
    if (alphabetical) return byAlphabet(orderOf(alphabetical.order));
    if (numerical) return byNumber(orderOf(numerical.order));
    throw new Error("given ImagePolicyChoice object is invalid");
  } catch (error) {
    throw new InvalidPolicy(`invalid policy: ${(error as Error).message}`);
  }
}

/** What a policy says of the tags that a filter lets through, or of what it extracts of them. */
export function filtered(policy: Policy, { pattern = "", extract = "" }: TagFilter): Policy {
  let extracted: (tag: string) => string | undefined;
  try {
    extracted = goExpander(pattern, extract === "" ? "$0" : extract);
  } catch (error) {
    const because = `invalid regular expression pattern '${pattern}': ${(error as Error).message}`;
    throw new InvalidPolicy(`failed to filter tags: ${because}`);
  }
  return (tags) => {
    const originals = new Map<string, string>();
    for (const tag of tags) {
      const found = extracted(tag);
      if (found !== undefined) originals.set(extract === "" ? tag : found, tag);
    }
    return originals.get(policy([...originals.keys()])) ?? "";
  };
}

type Order = "ASC" | "DESC";

function orderOf(given = ""): Order {
  const order = given.toUpperCase();
  if (order === "" || order === "ASC") return "ASC";
  if (order === "DESC") return "DESC";
  throw new Error(`invalid order argument provided: '${order}', must be one of: ASC, DESC`);
}

function bySemver(range: string): Policy {
  const holds = parseVersionRange(range);
  return (tags) => {
    let newest: Version | undefined;
    for (const version of requireSome(tags).map(parseWholeVersion)) {
      if (!version || !holds(version)) continue;
      if (!newest || compareVersions(version, newest) > 0) newest = version;
    }
    if (newest) return newest.original;
    throw new Error("unable to determine latest version from provided list");
  };
}

function byAlphabet(order: Order): Policy {
  return (tags) => {
    const sorted = requireSome(tags).toSorted((a, b) => (a < b ? -1 : a > b ? 1 : 0));
    return (order === "ASC" ? sorted.at(-1) : sorted[0]) ?? "";
  };
}

function byNumber(order: Order): Policy {
  return (tags) => {
    let [latest, value] = ["", 0];
    for (const [index, tag] of requireSome(tags).entries()) {
      const number = /^\s|\s$|^$/.test(tag) ? Number.NaN : Number(tag);
      if (Number.isNaN(number)) throw new Error(`failed to parse invalid numeric value '${tag}'`);
      const isOlder = order === "ASC" ? number < value : number > value;
      if (index > 0 && isOlder) continue;
      [latest, value] = [tag, number];
    }
    return latest;
  };
}

function requireSome(tags: readonly string[]): readonly string[] {
  if (tags.length > 0) return tags;
  throw new Error("version list argument cannot be empty");
}
