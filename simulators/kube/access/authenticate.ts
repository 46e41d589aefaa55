import type { ObjectReader, User } from "../model/access.ts";
import { ApiError } from "../model/api-error.ts";
import { aggregate } from "./authorize.ts";
import {
  credentialIdKey,
  type ServiceAccountTokenSettings,
  verifyServiceAccountToken,
} from "./service-account-tokens.ts";

/** A client certificate that TLS already verified against the client CA. */
export interface ClientCertificate {
  commonName: string;
  organizations: string[];
  /** Attribute 1.3.6.1.4.1.57683.2 of the subject. */
  uid?: string;
  /** SHA-256 of the DER form, lower-case hex. */
  sha256?: string;
}

export interface AuthenticationSettings {
  /** `--token-auth-file`: users by their tokens. */
  tokens: ReadonlyMap<string, User>;
  serviceAccounts?: ServiceAccountTokenSettings;
  /** `--anonymous-auth`; on unless told. */
  anonymous?: boolean;
}

const authenticated = "system:authenticated";
const unauthenticated = "system:unauthenticated";
export const anonymousUser: User = { name: "system:anonymous", groups: [unauthenticated] };

/**
 * Who makes a request: by certificate first, then by bearer token, else anonymous.
 * @throws ApiError Unauthorized, also for a token that is not good: it is never anonymous then.
 */
export function authenticate(request: {
  /** The `Authorization` header. */
  authorization?: string | null;
  certificate?: ClientCertificate;
  settings: AuthenticationSettings;
  reader: ObjectReader;
}): User {
  const { authorization, certificate, settings, reader } = request;
  const certified = certificate && userOfCertificate(certificate);
  if (certified) return withAuthenticated(certified);
  const token = bearerToken(authorization ?? "");
  if (token !== undefined) {
    const verdict = authenticateToken({ token, settings, reader });
    if ("user" in verdict) return verdict.user;
    throw unauthorized();
  }
  if (settings.anonymous === false) throw unauthorized();
  return anonymousUser;
}

/** What a bearer token is worth for some audiences, those of the API server unless told. */
export function authenticateToken(request: {
  token: string;
  audiences?: string[];
  settings: AuthenticationSettings;
  reader: ObjectReader;
}): { user: User; audiences: string[] } | { problem: string } {
  const { token, settings, reader } = request;
  const { serviceAccounts } = settings;
  const own = serviceAccounts?.audiences ?? [];
  const audiences = request.audiences ?? own;
  const known = settings.tokens.get(token);
  const common = own.filter((audience) => audiences.includes(audience));
  // Tokens of the table are for the API server alone.
  if (known && (common.length > 0 || own.length === 0)) {
    return { user: withAuthenticated(known), audiences: common };
  }
  const problems = ["invalid bearer token"];
  if (serviceAccounts) {
    const settings = serviceAccounts;
    const verdict = verifyServiceAccountToken({ token, settings, audiences, reader });
    if (verdict !== "not-ours") {
      if ("user" in verdict) return { ...verdict, user: withAuthenticated(verdict.user) };
      problems.push(verdict.problem);
    }
  }
  return { problem: aggregate(problems) };
}

/** Subject to user: the common name is the name, organizations are groups. */
function userOfCertificate(certificate: ClientCertificate): User | undefined {
  const { commonName, organizations, uid, sha256 } = certificate;
  if (commonName === "") return undefined;
  return {
    name: commonName,
    groups: organizations,
    ...(uid && { uid }),
    ...(sha256 && { extra: { [credentialIdKey]: [`X509SHA256=${sha256}`] } }),
  };
}

/** Undefined when the header is for another scheme, which the API server takes for no credentials. */
function bearerToken(authorization: string): string | undefined {
  const [scheme = "", token = ""] = authorization.trim().split(" ");
  return scheme.toLowerCase() === "bearer" && token !== "" ? token : undefined;
}

function withAuthenticated(user: User): User {
  if (user.name === anonymousUser.name) return user;
  if (user.groups.some((group) => group === authenticated || group === unauthenticated))
    return user;
  return { ...user, groups: [...user.groups, authenticated] };
}

export function unauthorized(): ApiError {
  return new ApiError({ message: "Unauthorized", reason: "Unauthorized", code: 401 });
}
