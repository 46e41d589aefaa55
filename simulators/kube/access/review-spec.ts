import type { RequestAttributes, User } from "../model/access.ts";
import { ApiError, type FieldError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { invalid } from "../model/findings.ts";
import { goQuote } from "./go-quote.ts";

export type ReviewKind =
  | "SelfSubjectAccessReview"
  | "SubjectAccessReview"
  | "LocalSubjectAccessReview";

export interface AccessReviewSpec {
  resourceAttributes?: {
    namespace?: string;
    verb?: string;
    group?: string;
    version?: string;
    resource?: string;
    subresource?: string;
    name?: string;
  };
  nonResourceAttributes?: { path?: string; verb?: string };
  user?: string;
  groups?: string[];
  uid?: string;
  extra?: Record<string, string[]>;
}

/** What the review asks about, for the user it asks for. */
export function attributesOf(user: User, spec: AccessReviewSpec): RequestAttributes {
  const { resourceAttributes, nonResourceAttributes } = spec;
  if (!resourceAttributes) {
    const { path = "", verb = "" } = nonResourceAttributes ?? {};
    return { user, verb, kind: "path", path };
  }
  const { namespace, verb = "", group = "", version, resource = "" } = resourceAttributes;
  const { subresource, name } = resourceAttributes;
  return {
    user,
    verb,
    kind: "resource",
    group,
    version: version || "*",
    resource,
    ...(subresource && { subresource }),
    ...(namespace && { namespace }),
    ...(name && { name }),
  };
}

/** @throws ApiError Invalid, with all that is wrong */
export function validateReview(kind: ReviewKind, review: ApiObject): void {
  const problems = [...specProblems(kind, review), ...metadataProblems(kind, review)];
  if (problems.length === 0) return;
  const causes = problems.map(({ type, field, value, detail }) => ({
    reason: type,
    message: `Invalid value: ${printed(value)}: ${detail}`,
    field,
  }));
  const told = causes.map(({ field, message }) => `${field}: ${message}`);
  throw new ApiError({
    // The real server has lost the kind by then.
    message: `.authorization.k8s.io "" is invalid: ${told.length === 1 ? told[0] : `[${told.join(", ")}]`}`,
    reason: "Invalid",
    details: { group: "authorization.k8s.io", causes },
    code: 422,
  });
}

function specProblems(kind: ReviewKind, review: ApiObject): FieldError[] {
  const spec = (review.spec ?? {}) as AccessReviewSpec;
  const { resourceAttributes, nonResourceAttributes, user = "", groups = [] } = spec;
  const problems: FieldError[] = [];
  const { path = "", verb = "" } = nonResourceAttributes ?? {};
  const printedPath = nonResourceAttributes ? { Path: path, Verb: verb } : null;
  if (resourceAttributes && nonResourceAttributes) {
    problems.push(
      invalid(
        "spec.nonResourceAttributes",
        printedPath,
        "cannot be specified in combination with resourceAttributes",
      ),
    );
  }
  if (!resourceAttributes && !nonResourceAttributes) {
    problems.push(
      invalid(
        "spec.resourceAttributes",
        null,
        "exactly one of nonResourceAttributes or resourceAttributes must be specified",
      ),
    );
  }
  if (kind !== "SelfSubjectAccessReview" && user === "" && groups.length === 0) {
    problems.push(invalid("spec.user", user, "at least one of user or group must be specified"));
  }
  return problems;
}

function metadataProblems(kind: ReviewKind, review: ApiObject): FieldError[] {
  const { managedFields, ...metadata } = review.metadata ?? {};
  const { namespace = "", ...others } = metadata;
  const local = kind === "LocalSubjectAccessReview";
  const left = Object.values(local ? others : metadata).filter((value) => value !== undefined);
  const problems: FieldError[] = [];
  if (left.length > 0) {
    const detail = local ? "must be empty except for namespace" : "must be empty";
    problems.push(invalid("metadata", review.metadata, detail));
  }
  if (!local) return problems;
  const { resourceAttributes, nonResourceAttributes } = (review.spec ?? {}) as AccessReviewSpec;
  const asked = resourceAttributes?.namespace ?? "";
  if (resourceAttributes && asked !== namespace) {
    problems.push(
      invalid("spec.resourceAttributes.namespace", asked, "must match metadata.namespace"),
    );
  }
  if (nonResourceAttributes) {
    const { path = "", verb = "" } = nonResourceAttributes;
    problems.push(
      invalid(
        "spec.nonResourceAttributes",
        { Path: path, Verb: verb },
        "disallowed on this kind of request",
      ),
    );
  }
  return problems;
}

function printed(value: unknown): string {
  return typeof value === "string" ? goQuote(value) : JSON.stringify(value);
}
