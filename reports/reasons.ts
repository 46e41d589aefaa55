/** How many reasons of a verdict stand before the reader at once; they come gravest first. */
const reasonsMax = 12;

/** The gravest reasons, and those that a reader has to ask for. */
export function gravestReasons(reasons: readonly string[]): {
  shown: readonly string[];
  folded: readonly string[];
} {
  return { shown: reasons.slice(0, reasonsMax), folded: reasons.slice(reasonsMax) };
}
