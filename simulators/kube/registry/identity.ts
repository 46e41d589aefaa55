import type { Clock, Random } from "../../../harness/core/clock.ts";

/** A version 4 UUID. */
export function makeUid(random: Random): string {
  const [a = "", b = "", c = "", d = ""] = [draw(random), draw(random), draw(random), draw(random)];
  const variant = "89ab"[random.below(4)];
  return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-${variant}${c.slice(1, 4)}-${c.slice(4)}${d}`;
}

/** Eight hexadecimal digits: drawing each alone took longer than most of what a write does. */
function draw(random: Random): string {
  return random
    .below(2 ** 32)
    .toString(16)
    .padStart(8, "0");
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

/** Most writes of a second follow one of the same second. */
const newest = { seconds: Number.NaN, text: "" };

/** The time as `metav1.Time` prints it: whole seconds. */
export function timestamp(clock: Clock, laterSeconds = 0): string {
  const seconds = Math.floor(clock.epochMs() / 1000 + laterSeconds);
  if (seconds !== newest.seconds) {
    newest.seconds = seconds;
    newest.text = new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
  }
  return newest.text;
}
