import { canonicalQuantity } from "../../schema/canonical-quantity.ts";
import { parseQuantity } from "../../schema/quantity.ts";

/** A quantity to count with: exact, in billionths, and how it is written. */
export interface Amount {
  nanos: bigint;
  binary: boolean;
}

const unit = 10n ** 9n;

/** Nothing, for what is no quantity: it was validated before. */
export function amountOf(text: unknown): Amount {
  const parsed = parseQuantity(String(text));
  if (!parsed) return { nanos: 0n, binary: false };
  const { unscaled, scale } = parsed;
  return { nanos: unscaled * 10n ** BigInt(9 - scale), binary: /i$/.test(String(text)) };
}

/** As Go adds: the form is the first's, unless that is nothing. */
export function plus(one: Amount, other: Amount): Amount {
  const { binary } = one.nanos === 0n ? other : one;
  return { nanos: one.nanos + other.nanos, binary };
}

/** In thousandths, rounded up. */
export function milli({ nanos }: Amount): bigint {
  const step = unit / 1000n;
  return nanos > 0n ? (nanos + step - 1n) / step : nanos / step;
}

/** To a whole number, up. */
export function wholeUp({ nanos, binary }: Amount): Amount {
  const rest = ((nanos % unit) + unit) % unit;
  return { nanos: rest === 0n ? nanos : nanos - rest + unit, binary };
}

export function printAmount({ nanos, binary }: Amount): string {
  const isWhole = nanos % unit === 0n;
  const whole = nanos / unit;
  if (!binary || !isWhole || (whole < 1024n && whole > -1024n))
    return canonicalQuantity(`${nanos}n`);
  return whole % 1024n === 0n ? canonicalQuantity(`${whole / 1024n}Ki`) : String(whole);
}
