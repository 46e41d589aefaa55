/** What names made by Kubernetes are spelt with: no vowel makes a word of them. */
const letters = "bcdfghjklmnpqrstvwxz2456789";

/** Five to seven letters and digits for a value, always the same: FNV-1a over its JSON. */
export function digestOf(value: unknown): string {
  let hash = 0x811c9dc5;
  for (const byte of Buffer.from(JSON.stringify(value) ?? "")) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return spell(hash);
}

/** Five, as at the end of a Pod's name. */
export function suffixOf(value: unknown): string {
  return digestOf(value).slice(-5);
}

function spell(number: number): string {
  let [text, left] = ["", number];
  while (left > 0) {
    text = letters.charAt(left % letters.length) + text;
    left = Math.floor(left / letters.length);
  }
  return text.padStart(5, letters.charAt(0));
}
