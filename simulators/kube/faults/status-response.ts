import { wholeAnswer } from "../../support/whole-answer.ts";
import type { ApiError } from "../model/api-error.ts";

/** A failure in JSON, whatever the client prefers: clients read an answer by the type that it names. */
export function statusResponse({ status }: ApiError): Response {
  const retryAfter = status.details?.retryAfterSeconds;
  return wholeAnswer(`${JSON.stringify(status)}\n`, {
    status: status.code,
    headers: {
      "content-type": "application/json",
      ...(retryAfter === undefined ? {} : { "retry-after": String(retryAfter) }),
    },
  });
}
