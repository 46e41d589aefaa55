import { goQuote } from "../access/go-quote.ts";
import { escapeHtml } from "../definitions/validation/unified-diff.ts";
import { ApiError, type FieldError, qualified, type StatusCause } from "../model/api-error.ts";
import type { GroupResource, ResourceDefinition } from "../model/resource.ts";

/** The group and resource of a definition. */
export function resourceOf(definition: ResourceDefinition): GroupResource {
  return { group: definition.group, resource: definition.plural };
}

/** Where its objects are kept: some resources show those of another. */
export function storageOf(definition: ResourceDefinition): GroupResource {
  return definition.storedAs ?? resourceOf(definition);
}

function details(resource: GroupResource, name: string) {
  const group = resource.group === "" ? {} : { group: resource.group };
  return { name, ...group, kind: resource.resource };
}

export function notFound(resource: GroupResource, name: string): ApiError {
  return new ApiError({
    message: `${qualified(resource)} "${name}" not found`,
    reason: "NotFound",
    details: details(resource, name),
    code: 404,
  });
}

export function alreadyExists(resource: GroupResource, name: string, dying = false): ApiError {
  return new ApiError({
    message: `${dying ? "object is being deleted: " : ""}${qualified(resource)} "${name}" already exists`,
    reason: "AlreadyExists",
    details: details(resource, name),
    code: 409,
  });
}

export function conflict(resource: GroupResource, name: string, why: string): ApiError {
  return new ApiError({
    message: `Operation cannot be fulfilled on ${qualified(resource)} "${name}": ${why}`,
    reason: "Conflict",
    details: details(resource, name),
    code: 409,
  });
}

/** The writer saw an older state than the newest. */
export function modifiedMeanwhile(resource: GroupResource, name: string): ApiError {
  const why =
    "the object has been modified; please apply your changes to the latest version and try again";
  return conflict(resource, name, why);
}

export function forbidden(
  resource: GroupResource,
  name: string,
  why: string,
  causes?: StatusCause[],
): ApiError {
  return new ApiError({
    message: `${qualified(resource)} "${name}" is forbidden: ${why}`,
    reason: "Forbidden",
    details: { ...details(resource, name), ...(causes ? { causes } : {}) },
    code: 403,
  });
}

export function methodNotAllowed(resource?: GroupResource): ApiError {
  const group = resource && resource.group !== "" ? { group: resource.group } : {};
  return new ApiError({
    message: "the server does not allow this method on the requested resource",
    reason: "MethodNotAllowed",
    details: { ...group, ...(resource ? { kind: resource.resource } : {}) },
    code: 405,
  });
}

export function tooLarge(wanted: number, newest: number): ApiError {
  return new ApiError({
    message: `Timeout: Too large resource version: ${wanted}, current: ${newest}`,
    reason: "Timeout",
    details: {
      causes: [{ reason: "ResourceVersionTooLarge", message: "Too large resource version" }],
      retryAfterSeconds: 1,
    },
    code: 504,
  });
}

/** An endpoint without this verb. */
export function methodNotSupported(resource: GroupResource, verb: string): ApiError {
  const group = resource.group === "" ? {} : { group: resource.group };
  return new ApiError({
    message: `${verb} is not supported on resources of kind ${goQuote(qualified(resource))}`,
    reason: "MethodNotAllowed",
    details: { ...group, kind: resource.resource },
    code: 405,
  });
}

export function expired(message: string): ApiError {
  return new ApiError({ message, reason: "Expired", code: 410 });
}

/** The kind messages name: an Event is one of the core group by whatever name it is written. */
export function kindOf({ storedAs, group, kind }: ResourceDefinition) {
  return { group: storedAs?.group ?? group, kind };
}

/** `Deployment.apps "x" is invalid: …`; one line of the message and one cause a problem. */
export function invalid(
  kind: { group: string; kind: string },
  name: string,
  problems: FieldError[],
): ApiError {
  const lines = [...new Set(problems.map((each) => `${each.field}: ${describe(each)}`))];
  const said = lines.length > 1 ? `[${lines.join(", ")}]` : (lines[0] ?? "");
  return new ApiError({
    message: `${kind.group === "" ? kind.kind : `${kind.kind}.${kind.group}`} "${name}" is invalid: ${said}`,
    reason: "Invalid",
    details: {
      ...(name === "" ? {} : { name }),
      ...(kind.group === "" ? {} : { group: kind.group }),
      ...(kind.kind === "" ? {} : { kind: kind.kind }),
      causes: problems.map((each) => ({
        reason: each.type,
        message: describe(each),
        field: each.field,
      })),
    },
    code: 422,
  });
}

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

/** The text of a field's problem without the field: `Invalid value: "A_b": a lowercase …`. */
export function describe({ type, value, detail }: FieldError): string {
  const bare = ["FieldValueRequired", "FieldValueForbidden", "FieldValueTooLong"];
  const head =
    bare.includes(type) || value === undefined ? words[type] : `${words[type]}: ${print(value)}`;
  return detail === "" ? head : `${head}: ${detail}`;
}

function print(value: unknown): string {
  return typeof value === "string" ? goQuote(value) : escapeHtml(JSON.stringify(value));
}
