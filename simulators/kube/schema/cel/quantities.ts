import type { Environment } from "@marcbachmann/cel-js";
import { parseQuantity, type Quantity } from "../quantity.ts";

/** A quantity as a value of CEL. */
class CelQuantity {
  readonly unscaled: bigint;
  readonly scale: number;

  constructor({ unscaled, scale }: Pick<Quantity, "unscaled" | "scale">) {
    this.unscaled = scale < 0 ? unscaled * 10n ** BigInt(-scale) : unscaled;
    this.scale = Math.max(scale, 0);
  }

  at(scale: number): bigint {
    return this.unscaled * 10n ** BigInt(scale - this.scale);
  }

  compare(other: CelQuantity): number {
    const scale = Math.max(this.scale, other.scale);
    const difference = this.at(scale) - other.at(scale);
    return difference < 0n ? -1 : difference > 0n ? 1 : 0;
  }

  plus(other: CelQuantity, sign: bigint): CelQuantity {
    const scale = Math.max(this.scale, other.scale);
    return new CelQuantity({ unscaled: this.at(scale) + sign * other.at(scale), scale });
  }

  asInteger(): bigint {
    const one = 10n ** BigInt(this.scale);
    if (this.unscaled % one !== 0n) throw new Error("cannot convert value to integer");
    return this.unscaled / one;
  }
}

export function registerQuantities(environment: Environment): void {
  environment.registerType("Quantity", CelQuantity);
  const add = (signature: string, handler: (...args: never[]) => unknown) =>
    environment.registerFunction(signature, handler);
  add("quantity(string): Quantity", (text: string) => {
    const parsed = parseQuantity(text);
    if (!parsed)
      throw new Error(
        "quantities must match the regular expression '^([+-]?[0-9.]+)([eEinumkKMGTP]*[-+]?[0-9]*)$'",
      );
    return new CelQuantity(parsed);
  });
  add("isQuantity(string): bool", (text: string) => parseQuantity(text) !== undefined);
  type Q = CelQuantity;
  add("Quantity.isLessThan(Quantity): bool", (one: Q, two: Q) => one.compare(two) < 0);
  add("Quantity.isGreaterThan(Quantity): bool", (one: Q, two: Q) => one.compare(two) > 0);
  add("Quantity.compareTo(Quantity): int", (one: Q, two: Q) => BigInt(one.compare(two)));
  add("Quantity.sign(): int", (one: Q) =>
    one.unscaled === 0n ? 0n : one.unscaled < 0n ? -1n : 1n,
  );
  add("Quantity.add(Quantity): Quantity", (one: Q, two: Q) => one.plus(two, 1n));
  add("Quantity.sub(Quantity): Quantity", (one: Q, two: Q) => one.plus(two, -1n));
  add("Quantity.asInteger(): int", (one: Q) => one.asInteger());
  add("Quantity.isInteger(): bool", (one: Q) => one.unscaled % 10n ** BigInt(one.scale) === 0n);
  add("Quantity.asApproximateFloat(): double", (one: Q) => Number(one.unscaled) / 10 ** one.scale);
}
