import type { FaultInForce } from "../../support/faults/setup.ts";
import { ApiError, type StatusReason } from "../model/api-error.ts";
import type { ApiFaultSetup } from "./setup.ts";
import { statusResponse } from "./status-response.ts";

/** What an API server says with a status when it has nothing particular to say. */
const said: Record<number, { reason?: StatusReason; message: string }> = {
  400: { reason: "BadRequest", message: "the server rejected our request for an unknown reason" },
  401: { reason: "Unauthorized", message: "Unauthorized" },
  403: { reason: "Forbidden", message: "forbidden" },
  404: { reason: "NotFound", message: "the server could not find the requested resource" },
  409: { reason: "Conflict", message: "the server reported a conflict" },
  410: { reason: "Expired", message: "the resourceVersion is too old" },
  429: { reason: "TooManyRequests", message: "Too many requests, please try again later." },
  500: { reason: "InternalError", message: "Internal error occurred: answered by a fault" },
  503: {
    reason: "ServiceUnavailable",
    message: "the server is currently unable to handle the request",
  },
  504: {
    reason: "Timeout",
    message: "Timeout: request did not complete within the allotted timeout",
  },
};

/** Answers failures in place of the server with a Status, as the server's own come. */
export function answersStatus({ effect, meet }: ApiFaultSetup<"answers">): FaultInForce {
  const { status: code, retryAfterSeconds } = effect;
  const { reason, message } = said[code] ?? { message: `answered ${code} by a fault` };
  const details = retryAfterSeconds === undefined ? {} : { details: { retryAfterSeconds } };
  const error = new ApiError({ message, code, ...(reason && { reason }), ...details });
  return {
    wrap: () => async (_request, context) => {
      meet(context);
      return statusResponse(error);
    },
  };
}
