import type { FieldError } from "../../model/api-error.ts";
import { describe } from "../../registry/errors.ts";

/** A field's error as a cause of a Status. */
export function errorCause(error: FieldError) {
  return { reason: error.type, message: describe(error), field: error.field };
}
