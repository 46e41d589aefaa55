/**
 * The value of a quantity as apimachinery's `pkg/api/resource` reads it: `unscaled × 10^-scale`, fixed
 * point, never a float.
 */
export interface Quantity {
  unscaled: bigint;
  scale: number;
}

const decimal = ["n", "u", "m", "", "k", "M", "G", "T", "P", "E"];
const binary = ["", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei"];
const largest = 2n ** 63n - 1n;

/** Numbers of millions of digits would take seconds to be read; the real server takes that time. */
export const quantityLengthMax = 20_000;

/** Undefined for what is no quantity. */
export function parseQuantity(text: string): Quantity | undefined {
  if (text.length > quantityLengthMax) return undefined;
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
  // So small that no digit is left: the billions of zeros before them aren't written out.
  if (scale - 9 > digits.length + 40) return { unscaled: smallest(unscaled, negative), scale: 9 };
  // As large as this nothing else is, and its zeros would fill the memory.
  scale = Math.max(scale, -scaleMax);
  if (scale > 9) {
    const cut = 10n ** BigInt(scale - 9);
    unscaled = (unscaled + cut - 1n) / cut;
    scale = 9;
  }
  const one = scale > 0 ? 10n ** BigInt(scale) : 1n;
  if (scaling.exponent2 !== undefined && unscaled > largest * one) unscaled = largest * one;
  return { unscaled: negative ? -unscaled : unscaled, scale };
}

const scaleMax = 1000;

function smallest(unscaled: bigint, negative: boolean): bigint {
  if (unscaled === 0n) return 0n;
  return negative ? -1n : 1n;
}

interface Scaling {
  exponent10?: number;
  exponent2?: number;
}

function interpretSuffix(suffix: string): Scaling | undefined {
  const exponent = /^[eE]([+-]?\d+)$/.exec(suffix)?.[1];
  if (exponent !== undefined) return { exponent10: Number(exponent) };
  const power = binary.indexOf(suffix);
  if (power > 0) return { exponent2: 10 * power };
  const thousands = decimal.indexOf(suffix);
  return thousands < 0 ? undefined : { exponent10: 3 * (thousands - 3) };
}
