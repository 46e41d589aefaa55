import type { Clock } from "../../../harness/core/clock.ts";
import type { AuthenticationSettings } from "../access/authenticate.ts";
import {
  reviewAccess,
  reviewLocalAccess,
  reviewOwnAccess,
  reviewOwnRules,
  reviewSelf,
} from "../access/reviews.ts";
import { requestToken, type TokenIssuer } from "../access/token-request.ts";
import { reviewToken } from "../access/token-review.ts";
import type { Computed } from "../http/serve-resource.ts";
import { timestamp } from "../registry/identity.ts";

/** The reviews and subresources that are answered and never stored. */
export function computedResources(request: {
  settings: AuthenticationSettings;
  issuer: TokenIssuer | undefined;
  clock: Clock;
}): Readonly<Record<string, Computed>> {
  const { settings, issuer, clock } = request;
  return {
    "tokenreviews.authentication.k8s.io": ({ object, reader }) =>
      reviewToken({ review: object, settings, reader }),
    "selfsubjectreviews.authentication.k8s.io": ({ object, user }) =>
      reviewSelf({ review: object, user, now: timestamp(clock) }),
    "selfsubjectaccessreviews.authorization.k8s.io": ({ object, user, reader }) =>
      reviewOwnAccess({ review: object, user, reader }),
    "subjectaccessreviews.authorization.k8s.io": ({ object, reader }) =>
      reviewAccess({ review: object, reader }),
    "localsubjectaccessreviews.authorization.k8s.io": ({ object, call, reader }) =>
      reviewLocalAccess({ review: object, namespace: call.target.namespace ?? "", reader }),
    "selfsubjectrulesreviews.authorization.k8s.io": ({ object, user, reader }) =>
      reviewOwnRules({ review: object, user, reader }),
    ...(issuer && {
      "serviceaccounts/token": ({ object, call, reader }) => {
        const { namespace = "", name = "" } = call.target;
        const { answer, warnings } = requestToken({
          tokenRequest: object,
          namespace,
          name,
          issuer,
          reader,
        });
        call.warnings.push(...warnings);
        return answer;
      },
    }),
  };
}
