import type { ObjectReader } from "../model/access.ts";
import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { type AuthenticationSettings, authenticateToken } from "./authenticate.ts";
import { userInfo } from "./reviews.ts";

/** Answers a TokenReview. @throws ApiError BadRequest when there is no token in it */
export function reviewToken(request: {
  review: ApiObject;
  settings: AuthenticationSettings;
  reader: ObjectReader;
}): ApiObject {
  const { review, settings, reader } = request;
  const { token, audiences } = (review.spec ?? {}) as { token?: string; audiences?: string[] };
  if (!token) {
    const message = "token is required for TokenReview in authentication";
    throw new ApiError({ message, reason: "BadRequest", code: 400 });
  }
  const asked = audiences && audiences.length > 0 ? { audiences } : {};
  const verdict = authenticateToken({ token, ...asked, settings, reader });
  if ("problem" in verdict) return { ...review, status: { user: {}, error: verdict.problem } };
  const { user, audiences: common } = verdict;
  const status = {
    authenticated: true,
    user: userInfo(user),
    ...(common.length > 0 && { audiences: common }),
  };
  return { ...review, status };
}
