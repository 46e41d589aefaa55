import type { Call, CallEstimate } from "./call-cost.ts";
import type { Expression } from "./expression.ts";
import { add, byFactor, fixed, most, multiply, nothing, one, type Range } from "./range.ts";
import type { Sizes } from "./sizes.ts";
import { perCharacter, perPatternCharacter } from "./units.ts";

/** Of the patterns behind named formats. */
const formatPatternLength = 128;

/** What a function that Kubernetes adds to CEL may cost, without its arguments; nothing for all others. */
export function kubernetesCost(
  { name, target, args }: Call,
  sizes: Sizes,
): CallEstimate | undefined {
  const [a, b] = args;
  const of = (part: Expression | undefined) => (part ? sizes.sizeOf(part) : nothing);
  const traversed = (part: Expression | undefined, factor = 1): CallEstimate => ({
    cost: byFactor(of(part), perCharacter * factor),
  });
  if (constant.has(name)) return { cost: one };
  switch (name) {
    case "isSorted":
    case "sum":
    case "max":
    case "min":
    case "indexOf":
    case "lastIndexOf":
      return target && searched(target, sizes);
    case "url":
      return { ...traversed(a), size: of(a) };
    case "lowerAscii":
    case "upperAscii":
    case "substring":
    case "trim":
      return target && { ...traversed(target), size: of(target) };
    case "replace":
      return target && b
        ? { ...traversed(target, 2), size: replaced(of(target), of(a), of(b)) }
        : undefined;
    case "split": {
      const limit =
        b?.kind === "literal" && typeof b.value === "bigint"
          ? BigInt.asUintN(64, b.value)
          : undefined;
      return target && { ...traversed(target, 2), size: { min: 0n, max: limit ?? of(target).max } };
    }
    case "join":
      return target && joined(target, a, sizes);
    case "find":
    case "findAll": {
      if (!target) return undefined;
      const text = byFactor(add(of(target), one), perCharacter);
      const cost = multiply(text, byFactor(of(a), perPatternCharacter));
      return { cost, size: { min: 0n, max: of(target).max } };
    }
    case "cidr":
    case "isIP":
    case "isCIDR":
    case "quantity":
    case "isQuantity":
    case "semver":
    case "isSemver":
      return traversed(a);
    case "ip":
      return a ? traversed(a) : { cost: one };
    case "ip.isCanonical":
      return traversed(a, 2);
    case "validate":
      return { cost: byFactor(traversed(a).cost, formatPatternLength * perPatternCharacter) };
    case "containsIP":
    case "containsCIDR":
      return containment(name, a, sizes);
    case "_==_":
      return sameOpaque(args, sizes);
    default:
      return undefined;
  }
}

const constant = new Set(
  (
    "masked prefixLength family isUnspecified isLoopback isLinkLocalMulticast isLinkLocalUnicast " +
    "isGlobalUnicast format.named sign asInteger isInteger asApproximateFloat isGreaterThan isLessThan " +
    "compareTo add sub major minor patch getScheme getHostname getHost getPort getEscapedPath getQuery"
  ).split(" "),
);

/** Each item of a list once, with all of its text; or a text. */
function searched(target: Expression, sizes: Sizes): CallEstimate {
  const elem = sizes.types.get(target)?.elem;
  if (!elem) return { cost: byFactor(sizes.sizeOf(target), perCharacter) };
  if (elem.kind !== "string" && elem.kind !== "bytes")
    return { cost: byFactor(sizes.sizeOf(target), perCharacter) };
  const each = add(one, byFactor(itemSize(target, sizes), perCharacter));
  return { cost: multiply(sizes.sizeOf(target), each) };
}

function itemSize(list: Expression, sizes: Sizes): Range {
  const path = sizes.pathOf(list);
  const known = path.length > 0 ? sizes.sizeAt([...path, "@items"]) : undefined;
  return known ?? { min: 0n, max: most };
}

function joined(target: Expression, separator: Expression | undefined, sizes: Sizes): CallEstimate {
  const count = sizes.sizeOf(target);
  let size = sizes.types.get(target)?.elem ? multiply(count, itemSize(target, sizes)) : nothing;
  if (separator) {
    const gaps = { min: before(count.min), max: before(count.max) };
    size = add(size, multiply(sizes.sizeOf(separator), gaps));
  }
  return { cost: byFactor(size, perCharacter), size };
}

function before(count: bigint): bigint {
  return count > 0n ? count - 1n : 0n;
}

/** How long a text gets or shrinks when parts of it make way for others. */
function replaced(text: Range, what: Range, by: Range): Range {
  const [longest, kept] =
    what.min === 0n
      ? [text.max < most ? text.max + 1n : text.max, text.max]
      : by.max <= what.min
        ? [0n, text.max]
        : [divided(text.max, what.min), 0n];
  const [shortest, left] =
    what.max === 0n
      ? [text.min < most ? text.min + 1n : text.min, text.min]
      : what.max <= by.min
        ? [0n, text.min]
        : [divided(text.min, what.max), 0n];
  return add(multiply({ min: shortest, max: longest }, by), { min: left, max: kept });
}

function divided(a: bigint, b: bigint): bigint {
  const quotient = Math.ceil(Number(a) / Number(b));
  return quotient >= 2 ** 64 ? most : BigInt(quotient);
}

/** Addresses are four to sixteen bytes, and a text of one is read first. */
function containment(name: string, of: Expression | undefined, sizes: Sizes): CallEstimate {
  const address: Range = { min: 4n, max: 16n };
  let cost = byFactor(add(address, address), perCharacter);
  if (name === "containsCIDR") cost = add(cost, byFactor(address, perCharacter), fixed(1n));
  const isText = of && sizes.types.get(of)?.kind === "string";
  return { cost: isText ? add(cost, byFactor(sizes.sizeOf(of), perCharacter)) : cost };
}

function sameOpaque(args: Expression[], sizes: Sizes): CallEstimate | undefined {
  const [a, b] = args.map((each) => sizes.types.get(each));
  if (a?.kind !== "opaque" || a.name !== b?.name) return undefined;
  return a.name === "kubernetes.URL" ? undefined : { cost: one };
}
