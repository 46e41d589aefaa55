import type { ObjectReader, RequestAttributes, User } from "../model/access.ts";
import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { aggregate, authorize } from "./authorize.ts";
import { resolveRules } from "./resolve-rules.ts";
import {
  type AccessReviewSpec,
  attributesOf,
  type ReviewKind,
  validateReview,
} from "./review-spec.ts";

export interface ReviewRequest {
  /** The object posted. */
  review: ApiObject;
  /** Who posted it. */
  user: User;
  reader: ObjectReader;
}

/** Answers a SelfSubjectAccessReview. @throws ApiError Invalid */
export function reviewOwnAccess({ review, user, reader }: ReviewRequest): ApiObject {
  return answer("SelfSubjectAccessReview", review, user, reader);
}

/** Answers a SubjectAccessReview. @throws ApiError Invalid */
export function reviewAccess({ review, reader }: Omit<ReviewRequest, "user">): ApiObject {
  return answer("SubjectAccessReview", review, undefined, reader);
}

/** Answers a LocalSubjectAccessReview posted to `namespace`. @throws ApiError Invalid, BadRequest */
export function reviewLocalAccess(
  request: Omit<ReviewRequest, "user"> & { namespace: string },
): ApiObject {
  const { review, namespace, reader } = request;
  // The server fills in the path's namespace before the review is looked at.
  const metadata = { ...review.metadata, namespace: review.metadata?.namespace ?? namespace };
  return answer("LocalSubjectAccessReview", { ...review, metadata }, undefined, reader);
}

/** Answers a SelfSubjectRulesReview. @throws ApiError BadRequest */
export function reviewOwnRules({ review, user, reader }: ReviewRequest): ApiObject {
  const { namespace } = (review.spec ?? {}) as { namespace?: string };
  if (!namespace) {
    throw new ApiError({ message: "no namespace on request", reason: "BadRequest", code: 400 });
  }
  const resolved = [...resolveRules({ user, namespace, reader })];
  const rules = resolved.flatMap((each) => ("rule" in each ? [each.rule] : []));
  const problems = new Set(resolved.flatMap((each) => ("problem" in each ? [each.problem] : [])));
  return {
    kind: review.kind,
    apiVersion: review.apiVersion,
    metadata: {} as ApiObject["metadata"],
    // The real server gives back an empty one.
    spec: {},
    status: {
      resourceRules: rules
        .filter(({ resources = [] }) => resources.length > 0)
        .map(({ verbs, apiGroups, resources, resourceNames }) => ({
          verbs,
          ...(apiGroups && { apiGroups }),
          resources,
          ...(resourceNames && { resourceNames }),
        })),
      nonResourceRules: rules
        .filter(({ nonResourceURLs = [] }) => nonResourceURLs.length > 0)
        .map(({ verbs, nonResourceURLs }) => ({ verbs, nonResourceURLs })),
      incomplete: false,
      ...(problems.size > 0 && { evaluationError: aggregate([...problems]) }),
    },
  };
}

/** Answers a SelfSubjectReview. `now` is an RFC 3339 time in whole seconds. */
export function reviewSelf(request: { review: ApiObject; user: User; now: string }): ApiObject {
  const { review, user, now } = request;
  return {
    kind: review.kind,
    apiVersion: review.apiVersion,
    metadata: { creationTimestamp: now } as ApiObject["metadata"],
    status: { userInfo: userInfo(user) },
  };
}

/** A user as `authentication.k8s.io` has it: also in AdmissionReviews. */
export function userInfo(user: User): Record<string, unknown> {
  const { name, uid, groups, extra = {} } = user;
  return {
    ...(name && { username: name }),
    ...(uid && { uid }),
    ...(groups.length > 0 && { groups }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function answer(
  kind: ReviewKind,
  review: ApiObject,
  self: User | undefined,
  reader: ObjectReader,
): ApiObject {
  validateReview(kind, review);
  const spec = review.spec as AccessReviewSpec;
  const attributes: RequestAttributes = attributesOf(self ?? subjectOf(spec), spec);
  const { allowed, reason } = authorize({ attributes, reader });
  return { ...review, status: { allowed, ...(reason && { reason }) } };
}

function subjectOf({ user = "", uid, groups = [], extra }: AccessReviewSpec): User {
  return { name: user, groups, ...(uid && { uid }), ...(extra && { extra }) };
}
