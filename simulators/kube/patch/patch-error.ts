import { goType } from "../apply/json-value.ts";
import { ApiError } from "../model/api-error.ts";

/** A patch that is no patch at all. */
export function badPatch(message: string): ApiError {
  return new ApiError({ message, reason: "BadRequest", code: 400 });
}

/** A patch that can't be applied to this object; the API server keeps the cause to itself. */
export function unprocessable(): ApiError {
  return new ApiError({
    message: "the server rejected our request due to an error in our request",
    reason: "Invalid",
    details: {},
    code: 422,
  });
}

/** A failure the API server has no name for. */
export function failed(message: string): ApiError {
  return new ApiError({ message, code: 500 });
}

/** What Go's decoder says of a patch that is not of its type. */
export function undecodable(patch: unknown, type: string): ApiError {
  const kind = { "[]interface {}": "array", "map[string]interface {}": "object" }[goType(patch)];
  const what = kind ?? (typeof patch === "boolean" ? "bool" : typeof patch);
  return badPatch(
    `error decoding patch: json: cannot unmarshal ${what} into Go value of type ${type}`,
  );
}
