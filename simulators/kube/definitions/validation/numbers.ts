import { invalid } from "../../model/findings.ts";
import { parseQuantity } from "../../schema/quantity.ts";
import { type Check, first, text } from "./check.ts";
import { percent, portName } from "./name-rules.ts";

const notNegative = "must be greater than or equal to 0";

/** A number from 0 on, or a share of up to 100 %. */
export const intOrPercent: Check = (value, at) =>
  first(positiveIntOrPercent, atMostHundred)(value, at);

export const positiveIntOrPercent: Check = (value, at) => {
  if (typeof value === "string") return text(percent)(value, at);
  return Number(value) < 0 ? [invalid(at, value, notNegative)] : [];
};

export const atMostHundred: Check = (value, at) => {
  const share = /^(\d+)%$/.exec(String(value))?.[1];
  return Number(share) > 100 ? [invalid(at, value, "must not be greater than 100%")] : [];
};

/** What a number or share comes to where only zero counts. */
export function share(value: unknown): number {
  if (typeof value === "string") return Number(/^(\d+)%$/.exec(value)?.[1] ?? 0);
  return Number(value ?? 0);
}

const portRange = "must be between 1 and 65535, inclusive";

export const portNumber: Check = (value, at) => {
  const port = Number(value ?? 0);
  return port >= 1 && port <= 65535 ? [] : [invalid(at, port, portRange)];
};

/** A port by its number or name. */
export const portNumberOrName: Check = (value, at) =>
  typeof value === "string" ? text(portName)(value, at) : portNumber(value, at);

/** Thousandths of a quantity, rounded up to nothing finer. */
export function amount(value: unknown): bigint {
  const quantity = parseQuantity(String(value ?? "0"));
  if (!quantity) return 0n;
  const { unscaled, scale } = quantity;
  const exponent = 9 - scale;
  return exponent >= 0 ? unscaled * 10n ** BigInt(exponent) : unscaled / 10n ** BigInt(-exponent);
}

/** One whole, as `amount` counts. */
export const whole = 10n ** 9n;

export const nonNegativeAmount: Check = (value, at) =>
  amount(value) < 0n ? [invalid(at, String(value), notNegative)] : [];

export const wholeAmount: Check = (value, at) =>
  amount(value) % whole === 0n ? [] : [invalid(at, String(value), "must be an integer")];
