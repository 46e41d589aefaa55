import type { RequestContext } from "../../support/handler.ts";
import { anonymousUser } from "../access/authenticate.ts";

/** Users by their bearer tokens, as `--token-auth-file` has them. */
export type TokenUsers = ReadonlyMap<string, string>;

/**
 * Who seems to ask, for faults to find their victims. Nothing is verified here: that is for the server
 * behind. Undefined when the request doesn't tell.
 */
export function userOf(
  request: Request,
  context: RequestContext,
  tokens: TokenUsers,
): string | undefined {
  const impersonated = request.headers.get("impersonate-user");
  if (impersonated !== null) return impersonated;
  if (context.account !== undefined) return context.account;
  if (context.certificate?.commonName) return context.certificate.commonName;
  const authorization = request.headers.get("authorization");
  if (authorization === null) return anonymousUser.name;
  const [scheme = "", token = ""] = authorization.trim().split(" ");
  if (scheme.toLowerCase() !== "bearer") return undefined;
  return tokens.get(token) ?? subjectOf(token);
}

/** The subject of a JSON Web Token: `system:serviceaccount:NAMESPACE:NAME` in those of ServiceAccounts. */
function subjectOf(token: string): string | undefined {
  const [, payload, signature] = token.split(".");
  if (payload === undefined || signature === undefined) return undefined;
  try {
    const claims: unknown = JSON.parse(Buffer.from(payload, "base64url").toString());
    const subject =
      claims && typeof claims === "object" && "sub" in claims ? claims.sub : undefined;
    return typeof subject === "string" ? subject : undefined;
  } catch {
    return undefined;
  }
}
