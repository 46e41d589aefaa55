import { OutsideModelError } from "./reconcile-errors.ts";

/**
 * Refuses what the model would pass over.
 * @param of `spec` and the kind: `spec.FIELD of a GitRepository`
 * @throws OutsideModelError for the first field that it doesn't heed
 */
export function refuseUnheeded(
  fields: object,
  heeded: readonly string[],
  of: { path: string; kind: string },
): void {
  const strange = Object.keys(fields).find((field) => !heeded.includes(field));
  if (strange !== undefined) throw new OutsideModelError(`${of.path}.${strange} of ${of.kind}`);
}
