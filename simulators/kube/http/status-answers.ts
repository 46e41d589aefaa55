import { ApiError } from "../model/api-error.ts";
import { plain } from "./health.ts";

/** A failed request's answer. */
export function answerError(error: unknown): Response {
  if (error instanceof PathNotFound) return plain("404 page not found\n", 404);
  const { status } = error instanceof ApiError ? error : internalError(error);
  const retryAfter = status.details?.retryAfterSeconds;
  return new Response(`${JSON.stringify(status)}\n`, {
    status: status.code,
    headers: {
      "content-type": "application/json",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    },
  });
}

/** A path outside the API. */
export class PathNotFound extends Error {
  override readonly name = "PathNotFound";
}

/** A resource that isn't served by a group version that is. */
export function resourceNotFound(): ApiError {
  return new ApiError({
    message: "the server could not find the requested resource",
    reason: "NotFound",
    details: {},
    code: 404,
  });
}

function internalError(error: unknown): ApiError {
  const message = error instanceof Error ? error.message : String(error);
  return new ApiError({
    message: `Internal error occurred: ${message}`,
    reason: "InternalError",
    details: { causes: [{ message }] },
    code: 500,
  });
}
