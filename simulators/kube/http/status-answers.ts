import { wholeAnswer } from "../../support/whole-answer.ts";
import { goQuote } from "../access/go-quote.ts";
import { ImpersonationError } from "../access/impersonate.ts";
import { ApiError, badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Codecs } from "./codecs.ts";
import { plain } from "./health.ts";
import { prefersProtobuf, protobufType } from "./negotiate.ts";

/** A failed request's answer, in protobuf for clients that take nothing else first. */
export function answerError(
  error: unknown,
  { request, codecs }: { request: Request; codecs: Codecs | undefined },
): Response {
  if (error instanceof PathNotFound) return plain("404 page not found\n", 404);
  if (error instanceof ImpersonationError) {
    const { pathname, search } = new URL(request.url);
    const text = `Internal Server Error: ${goQuote(pathname + search)}: ${error.message}`;
    return plain(`${escapeMarkup(text)}\n`, 500);
  }
  const { status } =
    error instanceof ApiError ? error : tooDeep(error) ? badRequest(deep) : internalError(error);
  const retryAfter = status.details?.retryAfterSeconds;
  const binary = codecs && prefersProtobuf(request.headers.get("accept"));
  const body = binary
    ? codecs.encode(status as unknown as ApiObject)
    : `${JSON.stringify(status)}\n`;
  return wholeAnswer(body, {
    status: status.code,
    headers: {
      "content-type": binary ? protobufType : "application/json",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    },
  });
}

function escapeMarkup(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
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

const deep = "exceeded max depth";

/** Values that are nested deeper than the engine can follow; the real server draws its line at 10000. */
function tooDeep(error: unknown): boolean {
  return error instanceof RangeError && /call stack/.test(error.message);
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
