import { ApiError } from "../../model/api-error.ts";

/** The webhook could not be asked, or said nothing that makes sense: the failure policy decides. */
export class CallFailed extends Error {
  override readonly name = "CallFailed";
}

/** An answer as `admission.k8s.io/v1` has it. */
export interface ReviewStatus {
  status?: string;
  message?: string;
  reason?: string;
  code?: number;
  details?: ApiError["status"]["details"];
}

/** The webhook said no; its own status is told, as far as it makes one of a failure. */
export function rejection(webhook: string, result: ReviewStatus | undefined): ApiError {
  const said = `admission webhook ${JSON.stringify(webhook)} denied the request`;
  const { message, reason, code = 0, details } = result ?? {};
  const why = message || reason;
  return new ApiError({
    message: why ? `${said}: ${why}` : `${said} without explanation`,
    // A webhook may give any reason.
    ...(reason ? { reason: reason as NonNullable<ApiError["status"]["reason"]> } : {}),
    ...(details ? { details } : {}),
    code: Math.max(code, 400),
  });
}
