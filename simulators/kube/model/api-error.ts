import type { GroupResource } from "./resource.ts";

/** A `metav1.Status` that says why a request failed. */
export interface Status {
  kind: "Status";
  apiVersion: "v1";
  metadata: Record<string, never>;
  status: "Failure";
  message: string;
  /** Absent for failures the API server has no name for. */
  reason?: StatusReason;
  details?: StatusDetails;
  code: number;
}

export interface StatusDetails {
  name?: string;
  group?: string;
  kind?: string;
  uid?: string;
  causes?: StatusCause[];
  retryAfterSeconds?: number;
}

export interface StatusCause {
  reason?: string;
  message?: string;
  field?: string;
}

export type StatusReason =
  | "Unauthorized"
  | "Forbidden"
  | "NotFound"
  | "AlreadyExists"
  | "Conflict"
  | "Gone"
  | "Expired"
  | "Invalid"
  | "Timeout"
  | "ServerTimeout"
  | "TooManyRequests"
  | "BadRequest"
  | "MethodNotAllowed"
  | "NotAcceptable"
  | "UnsupportedMediaType"
  | "RequestEntityTooLarge"
  | "InternalError"
  | "ServiceUnavailable";

/** One problem of a field, as `field.Error` of apimachinery: its `detail` follows the type's own words. */
export interface FieldError {
  type:
    | "FieldValueNotFound"
    | "FieldValueRequired"
    | "FieldValueDuplicate"
    | "FieldValueInvalid"
    | "FieldValueNotSupported"
    | "FieldValueForbidden"
    | "FieldValueTooLong"
    | "FieldValueTooMany"
    | "FieldValueTypeInvalid";
  /** `spec.template.spec.containers[0].name` */
  field: string;
  /** The value as Go prints it in the message; absent for Required and Forbidden. */
  value?: unknown;
  detail: string;
}

/** A request that fails with a Status; anything else thrown is an internal error of the simulator. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: Status;

  constructor(status: Omit<Status, "kind" | "apiVersion" | "metadata" | "status">) {
    super(status.message);
    this.status = {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      ...status,
    };
  }
}

export function badRequest(message: string): ApiError {
  return new ApiError({ message, reason: "BadRequest", code: 400 });
}

/** `deployments.apps`, or `configmaps` in the core group: how messages name a resource. */
export function qualified({ group, resource }: GroupResource): string {
  return group === "" ? resource : `${resource}.${group}`;
}
