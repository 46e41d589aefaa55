import type { Clock } from "../../../harness/core/clock.ts";
import type { RequestContext } from "../../support/handler.ts";
import { type AuthenticationSettings, authenticate, unauthorized } from "../access/authenticate.ts";
import type { ObjectReader, User } from "../model/access.ts";

/** kube-apiserver trusts a token that was good for this long without looking again. */
const trustedForMs = 10_000;
const remembered = 2_000;

/** Tells who asks. @throws ApiError Unauthorized */
export type Authenticator = (
  request: Request,
  context: RequestContext,
  reader: ObjectReader,
) => User;

/** As kube-apiserver, it remembers good tokens for 10 s: verifying a signature costs more than most requests. */
export function createAuthenticator(request: {
  settings: AuthenticationSettings;
  clock: Clock;
}): Authenticator {
  const { settings, clock } = request;
  const trusted = new Map<string, { user: User; untilMs: number }>();
  return ({ headers }, context, reader) => {
    const authorization = headers.get("authorization");
    const { certificate, certificateProblem } = context;
    if (certificateProblem !== undefined) throw unauthorized();
    const known = certificate || authorization === null ? undefined : trusted.get(authorization);
    if (known && known.untilMs > clock.nowMs()) return known.user;
    const user = authenticate({
      authorization,
      ...(certificate && { certificate }),
      settings,
      reader,
    });
    if (!certificate && authorization !== null) {
      // All at once: what is still in use is back after one look each.
      if (trusted.size >= remembered) trusted.clear();
      trusted.set(authorization, { user, untilMs: clock.nowMs() + trustedForMs });
    }
    return user;
  };
}
