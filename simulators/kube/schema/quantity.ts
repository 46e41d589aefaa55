/**
 * Quantities as apimachinery's `pkg/api/resource` reads and writes them: fixed point, never a float.
 * A quantity is `unscaled × 10^-scale`, with the kind of suffix it was written with.
 */
export interface Quantity {
  unscaled: bigint;
  scale: number;
  format: "DecimalSI" | "BinarySI" | "DecimalExponent";
  /** As written, where that counts as canonical to Go. */
  kept?: string;
}

const decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const largest = 2n ** 63n - 1n;
const digitsFast = 18;

/**
 * The value as the API server gives it back; what is no quantity comes back as it is. Amounts of
 * resources are rounded up to thousandths.
 */
export function canonicalQuantity(value: unknown, thousandths = false): unknown {
  if (typeof value !== "string" && typeof value !== "number") return value;
  const quantity = parseQuantity(String(value).trim());
  if (!quantity) return value;
  return writeQuantity(thousandths && quantity.scale > 3 ? roundToThousandths(quantity) : quantity);
}

function roundToThousandths({ unscaled, scale, format }: Quantity): Quantity {
  return { unscaled: roundUp(unscaled, 10n ** BigInt(scale - 3)), scale: 3, format };
}

export function parseQuantity(text: string): Quantity | undefined {
  const match = /^([+-]?)(\d*)(?:\.(\d*))?(.*)$/s.exec(text);
  const [, sign = "", whole = "", fraction = "", suffix = ""] = match ?? [];
  if (!match || text === "" || (whole === "" && fraction === "" && !/^[+-]?0/.test(text))) return;
  const scaling = interpretSuffix(suffix);
  if (!scaling) return undefined;
  const digits = whole.replace(/^0+(?=\d)/, "") + fraction;
  const negative = sign === "-";
  let unscaled = BigInt(digits === "" ? "0" : digits);
  let scale = fraction.length - (scaling.exponent10 ?? 0);
  unscaled *= 2n ** BigInt(scaling.exponent2 ?? 0);
  let { format } = scaling;
  const kept = unscaled === 0n ? undefined : keptText(text, digits, scale, scaling, fraction);
  if (scale > 9) {
    const cut = 10n ** BigInt(scale - 9);
    unscaled = (unscaled + cut - 1n) / cut;
    scale = 9;
  }
  const one = scale > 0 ? 10n ** BigInt(scale) : 1n;
  if (format === "BinarySI" && unscaled > largest * one) unscaled = largest * one;
  if (format === "BinarySI" && unscaled > 0n && unscaled < one) format = "DecimalSI";
  if (negative) unscaled = -unscaled;
  return { unscaled, scale, format, ...(kept !== undefined && { kept }) };
}

/** Go keeps the text of a number whose exponent already is one of a suffix. */
function keptText(
  text: string,
  digits: string,
  scale: number,
  scaling: Scaling,
  fraction: string,
): string | undefined {
  if (digits.length > digitsFast) return undefined;
  if (scaling.format === "BinarySI")
    return fraction === "" && (BigInt(digits) & 7n) !== 0n ? text : undefined;
  const canonical = scale % 3 === 0 && !digits.endsWith("000") && digits[0] !== "0";
  return canonical && scale <= 9 ? text : undefined;
}

interface Scaling {
  format: Quantity["format"];
  exponent10?: number;
  exponent2?: number;
}

function interpretSuffix(suffix: string): Scaling | undefined {
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1];
  if (exponent !== undefined) return { format: "DecimalExponent", exponent10: Number(exponent) };
  const power = binary.indexOf(suffix);
  if (power > 0) return { format: "BinarySI", exponent2: 10 * power };
  const thousands = decimal.indexOf(suffix);
  return thousands < 0 ? undefined : { format: "DecimalSI", exponent10: 3 * (thousands - 3) };
}

export function writeQuantity(quantity: Quantity): string {
  const { unscaled, scale, kept } = quantity;
  if (kept !== undefined) return kept;
  if (unscaled === 0n) return "0";
  const one = 10n ** BigInt(Math.max(scale, 0));
  const whole = scale < 0 ? unscaled * 10n ** BigInt(-scale) : unscaled;
  const size = whole < 0n ? -whole : whole;
  // A fraction has no binary form.
  if (quantity.format === "BinarySI" && size >= 1024n * one && whole % one === 0n) {
    let left = whole / one;
    let power = 0;
    while (left % 1024n === 0n && power < binary.length - 1) {
      left /= 1024n;
      power += 1;
    }
    return `${left}${binary[power]}`;
  }
  return writeDecimal(unscaled, -scale, quantity.format === "DecimalExponent");
}

function writeDecimal(unscaled: bigint, exponent: number, scientific: boolean): string {
  let mantissa = unscaled;
  let power = exponent;
  while (mantissa % 10n === 0n) {
    mantissa /= 10n;
    power += 1;
  }
  const highest = scientific ? Number.POSITIVE_INFINITY : 18;
  const target = Math.min(3 * Math.floor(power / 3), highest);
  mantissa *= 10n ** BigInt(power - target);
  if (scientific) return target === 0 ? `${mantissa}` : `${mantissa}e${target}`;
  return `${mantissa}${decimal[target / 3 + 3] ?? ""}`;
}

function roundUp(value: bigint, one: bigint): bigint {
  if (value % one === 0n) return value / one;
  return value > 0n ? value / one + 1n : value / one - 1n;
}
