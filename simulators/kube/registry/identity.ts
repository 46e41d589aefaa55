import type { Clock, Random } from "../../../harness/core/clock.ts";

const hexDigits = "0123456789abcdef";

/** A version 4 UUID. */
export function makeUid(random: Random): string {
  const digits = Array.from({ length: 32 }, () => random.below(16));
  digits[12] = 4;
  digits[16] = 8 + random.below(4);
  const hex = digits.map((digit) => hexDigits[digit]).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** No vowels and no digits that look like letters: as apimachinery's `rand.String`. */
const suffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";

/** A name from `generateName`; the whole never exceeds 63 characters. */
export function generateName(base: string, random: Random): string {
  const suffix = Array.from(
    { length: 5 },
    () => suffixAlphabet[random.below(suffixAlphabet.length)],
  );
  return base.slice(0, 58) + suffix.join("");
}

/** The time as `metav1.Time` prints it: whole seconds. */
export function timestamp(clock: Clock, laterSeconds = 0): string {
  const time = new Date(clock.epochMs() + laterSeconds * 1000);
  return time.toISOString().replace(/\.\d+Z$/, "Z");
}
