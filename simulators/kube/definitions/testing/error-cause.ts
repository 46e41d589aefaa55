import type { FieldError } from "../../model/api-error.ts";

const words: Record<FieldError["type"], string> = {
  FieldValueNotFound: "Not found",
  FieldValueRequired: "Required value",
  FieldValueDuplicate: "Duplicate value",
  FieldValueInvalid: "Invalid value",
  FieldValueNotSupported: "Unsupported value",
  FieldValueForbidden: "Forbidden",
  FieldValueTooLong: "Too long",
  FieldValueTooMany: "Too many",
  FieldValueTypeInvalid: "Invalid value",
};

/** A field's error as a cause of a Status. */
export function errorCause({ type, field, value, detail }: FieldError) {
  const bare = ["FieldValueRequired", "FieldValueForbidden", "FieldValueTooLong"].includes(type);
  const parts = [
    words[type],
    ...(bare ? [] : [JSON.stringify(value)]),
    ...(detail ? [detail] : []),
  ];
  return { reason: type, message: parts.join(": "), field };
}
