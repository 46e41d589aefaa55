import { quantityLengthMax } from "./quantity.ts";

/** A finite decimal: `mantissa` times ten to the `exponent`. */
interface Decimal {
  mantissa: bigint;
  exponent: number;
}

interface ParsedQuantity {
  negative: boolean;
  /** Without leading zeros, "0" if there are none before the point. */
  whole: string;
  fraction: string;
  base: 2 | 10;
  exponent: number;
  format: "si" | "binary" | "exponent";
}

const decimalSuffixes: Record<string, number> = {
  n: -9,
  u: -6,
  m: -3,
  "": 0,
  k: 3,
  M: 6,
  G: 9,
  T: 12,
  P: 15,
  E: 18,
};
const binaryNames = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const binaryMax = 2n ** 63n - 1n;
const exponentMax = 2 ** 31;

/**
 * A `resource.Quantity` as the API server gives it back: `1000m` becomes `1`. Like there, text that is
 * nearly canonical stays as it is (`1.234`, `01`). Throws an `Error` on what is no quantity.
 * @param finest power of ten that is rounded up to: -9 for any quantity, -3 for amounts of resources.
 */
export function canonicalQuantity(text: string, finest: -9 | -3 = -9): string {
  const parsed = parse(text);
  const digits = (parsed.whole + parsed.fraction).replace(/^0+/, "");
  if (digits === "" && (fitsInt64(parsed) || /^[+-]?\.?\d/.test(text))) return "0";
  if (digits === "") throw new Error("numeric part of quantity is missing");
  if (fitsInt64(parsed) && looksCanonical(parsed) && scaleOf(parsed) >= finest) return text;
  const value = round({ parsed, digits, finest });
  const sign = parsed.negative ? "-" : "";
  return sign + (parsed.format === "binary" ? formatBinary(value) : formatDecimal(value, parsed));
}

/**
 * What Go's struct of a quantity holds: two texts of one value may be read into structs that differ, which
 * counts where these are compared instead of what is written of them.
 */
export function quantityStruct(text: string): string {
  const parsed = parse(text);
  if (!fitsInt64(parsed)) return canonicalQuantity(text);
  if (looksCanonical(parsed)) return text;
  const { negative, whole, fraction, base, exponent, format } = parsed;
  const value = BigInt(whole + fraction) * (base === 2 ? 2n ** BigInt(exponent) : 1n);
  return `${negative ? "-" : ""}${value} at ${scaleOf(parsed)}, ${format}`;
}

function parse(text: string): ParsedQuantity {
  const match =
    text.length <= quantityLengthMax &&
    /^([+-]?)(\d*)(?:\.(\d*))?((?:[eEinumkKMGTP]+[+-]?\d*|[+-]\d*)?)$/.exec(text);
  const [, sign, whole = "", fraction = "", suffix = ""] = match || [];
  if (text === "" || !match) {
    throw new Error(
      "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
    );
  }
  const number = { negative: sign === "-", whole: whole.replace(/^0+/, "") || "0", fraction };
  if (Object.hasOwn(decimalSuffixes, suffix)) {
    return { ...number, base: 10, exponent: decimalSuffixes[suffix] ?? 0, format: "si" };
  }
  const power = binaryNames.indexOf(suffix);
  if (power > 0) return { ...number, base: 2, exponent: power * 10, format: "binary" };
  const exponent = /^[eE][+-]?\d+$/.test(suffix) ? Number(suffix.slice(1)) : Number.NaN;
  if (!(Math.abs(exponent) < exponentMax)) throw new Error("unable to parse quantity's suffix");
  return { ...number, base: 10, exponent, format: "exponent" };
}

/** Whether Go reads it as a 64 bit integer with a scale, which it decides by the number of digits. */
function fitsInt64({ whole, fraction, base, exponent }: ParsedQuantity): boolean {
  if (base === 2) {
    return fraction === "" && 14 - whole.length - Math.floor(exponent * 0.3) >= 0;
  }
  return whole.length + fraction.length <= 18 && exponent - fraction.length >= -9;
}

function looksCanonical({ whole, fraction, base, exponent }: ParsedQuantity): boolean {
  if (base === 2) return Number(whole) % 8 !== 0;
  const digits = whole + fraction;
  const isThousands = (exponent - fraction.length) % 3 === 0;
  return isThousands && !digits.endsWith("000") && digits[0] !== "0";
}

/** The power of ten of its last digit. */
function scaleOf({ base, exponent, fraction }: ParsedQuantity): number {
  return (base === 2 ? 0 : exponent) - fraction.length;
}

/** Away from zero; what has a binary suffix stops at the largest 64 bit integer. */
function round({
  parsed,
  digits,
  finest,
}: {
  parsed: ParsedQuantity;
  digits: string;
  finest: number;
}): Decimal {
  const binary = parsed.base === 2;
  const scale = scaleOf(parsed);
  const excess = Math.max(0, finest - scale);
  const factor = binary ? 2n ** BigInt(parsed.exponent) : 1n;
  // So small that its digits don't matter, nor do the billions of zeros before them.
  if (excess > digits.length + 20) return { mantissa: 1n, exponent: finest };
  const divisor = 10n ** BigInt(excess);
  const value = {
    mantissa: (BigInt(digits) * factor + divisor - 1n) / divisor,
    exponent: scale + excess,
  };
  const isOver = binary && value.mantissa > binaryMax * 10n ** BigInt(-value.exponent);
  return isOver ? { mantissa: binaryMax, exponent: 0 } : value;
}

function formatBinary({ mantissa, exponent }: Decimal): string {
  const unit = 10n ** BigInt(-exponent);
  const isWhole = mantissa % unit === 0n;
  let whole = mantissa / unit;
  if (!isWhole || whole < 1024n) return formatDecimal({ mantissa, exponent }, { format: "si" });
  let power = 0;
  for (; whole % 1024n === 0n; power++) whole /= 1024n;
  return `${whole}${binaryNames[power]}`;
}

function formatDecimal(
  { mantissa, exponent }: Decimal,
  { format }: Pick<ParsedQuantity, "format">,
) {
  const digits = String(mantissa);
  // Not by a pattern, which would try anew at every zero.
  let end = digits.length;
  while (digits[end - 1] === "0") end -= 1;
  const significant = digits.slice(0, end);
  const power = exponent + digits.length - significant.length;
  // Exponents are multiples of three: zeros make up for the rest.
  const rest = ((power % 3) + 3) % 3;
  return significant + "0".repeat(rest) + suffixOf(power - rest, format);
}

function suffixOf(exponent: number, format: ParsedQuantity["format"]): string {
  if (format === "exponent") return exponent === 0 ? "" : `e${exponent}`;
  const found = Object.entries(decimalSuffixes).find(([, power]) => power === exponent);
  // Go has no suffix above E and then writes none.
  return found?.[0] ?? "";
}

/** A quantity as the API server gives it back; what is none is left to validation. */
export function writtenQuantity(value: unknown, finest: -9 | -3): unknown {
  if (typeof value !== "string" && typeof value !== "number") return value;
  try {
    return canonicalQuantity(String(value).trim(), finest);
  } catch {
    return value;
  }
}
