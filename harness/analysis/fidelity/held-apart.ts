/**
 * Whether a scenario belongs to the quarter by which the model is never adjusted, so that its agreement
 * there tells what the model is worth on scenarios nobody fitted it to. By a hash of the name alone (FNV-1a),
 * which nobody chooses.
 */
export function isHeldApart(scenario: string): boolean {
  let hash = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(scenario)) {
    hash = Math.imul(hash ^ byte, 0x01000193) >>> 0;
  }
  return hash % 4 === 0;
}
