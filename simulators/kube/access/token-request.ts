import type { Clock } from "../../../harness/core/clock.ts";
import type { ObjectReader } from "../model/access.ts";
import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { goQuote } from "./go-quote.ts";
import { type BoundTo, type SigningKey, signJwt } from "./jwt.ts";
import { serviceAccountUsername } from "./service-account-names.ts";
import { findBound, notFound, type ObjectReference } from "./token-binding.ts";

export interface TokenIssuer {
  issuer: string;
  /** Of tokens that ask for none. */
  audiences: string[];
  key: SigningKey;
  clock: Clock;
  /** Of each token's own id, a UUID. */
  uid(): string;
  /** `--service-account-max-token-expiration`; none unless told. */
  expirationSecondsMax?: number;
}

interface TokenRequestSpec {
  audiences?: string[];
  expirationSeconds?: number;
  boundObjectRef?: ObjectReference | null;
}

const defaultExpirationSeconds = 3600;
/** What kubelets ask for. Such tokens live a year, so that clients that never read them anew go on. */
const extendedFromSeconds = 3607;
const extendedToSeconds = 365 * 24 * 3600;

/**
 * Answers a TokenRequest posted to a ServiceAccount.
 * @returns the answer, and what belongs into `Warning` headers.
 * @throws ApiError NotFound, Invalid, Conflict, BadRequest
 */
export function requestToken(request: {
  tokenRequest: ApiObject;
  namespace: string;
  /** Of the ServiceAccount. */
  name: string;
  issuer: TokenIssuer;
  reader: ObjectReader;
}): { answer: ApiObject; warnings: string[] } {
  const { tokenRequest, namespace, name, issuer, reader } = request;
  const spec = (tokenRequest.spec ?? {}) as TokenRequestSpec;
  let expirationSeconds = spec.expirationSeconds ?? defaultExpirationSeconds;
  validateNames(tokenRequest, { namespace, name });
  const account = reader.get({ group: "", resource: "serviceaccounts" }, namespace, name);
  if (!account) throw notFound("serviceaccounts", name);
  const uid = account.metadata.uid ?? "";
  const askedUid = tokenRequest.metadata?.uid;
  if (askedUid && askedUid !== uid) {
    throw wrongUid(name, askedUid, uid);
  }
  validateExpiration(expirationSeconds);
  const audiences = spec.audiences?.length ? spec.audiences : issuer.audiences;
  const bound = spec.boundObjectRef
    ? findBound({ reference: spec.boundObjectRef, namespace, account: name, reader })
    : {};
  const warnings: string[] = [];
  const max = issuer.expirationSecondsMax ?? 0;
  if (max > 0 && expirationSeconds > max) {
    warnings.push(
      `requested expiration of ${expirationSeconds} seconds shortened to ${max} seconds`,
    );
    expirationSeconds = max;
  }
  const extend =
    "pod" in bound &&
    expirationSeconds === extendedFromSeconds &&
    audiences.every((audience) => issuer.audiences.includes(audience));
  const nowSeconds = Math.floor(issuer.clock.epochMs() / 1000);
  const about: BoundTo = {
    namespace,
    ...bound,
    serviceaccount: { name, uid },
    ...(extend && { warnafter: nowSeconds + expirationSeconds }),
  };
  const token = signJwt(
    {
      aud: audiences,
      exp: nowSeconds + (extend ? extendedToSeconds : expirationSeconds),
      iat: nowSeconds,
      iss: issuer.issuer,
      jti: issuer.uid(),
      "kubernetes.io": about,
      nbf: nowSeconds,
      sub: serviceAccountUsername(namespace, name),
    },
    issuer.key,
  );
  const answer = {
    ...tokenRequest,
    metadata: {
      ...tokenRequest.metadata,
      name,
      namespace,
      uid,
      creationTimestamp: timestamp(nowSeconds),
    },
    spec: { audiences, expirationSeconds, boundObjectRef: spec.boundObjectRef ?? null },
    status: { token, expirationTimestamp: timestamp(nowSeconds + expirationSeconds) },
  };
  return { answer, warnings };
}

function validateNames(
  { metadata }: ApiObject,
  expected: { namespace: string; name: string },
): void {
  const { namespace, name } = expected;
  const check = (field: "name" | "namespace", wanted: string, what: string) => {
    const told = metadata?.[field];
    if (!told || told === wanted) return;
    const message = `Invalid value: ${goQuote(told)}: must match the service account ${what} if specified`;
    throw invalid(name, { field: `metadata.${field}`, message });
  };
  check("name", name, "name");
  check("namespace", namespace, "namespace");
}

function validateExpiration(seconds: number): void {
  if (seconds >= 600 && seconds <= 2 ** 32) return;
  const bounds = seconds < 600 ? "less than 10 minutes" : "larger than 2^32 seconds";
  const message = `Invalid value: ${seconds}: may not specify a duration ${bounds}`;
  // The real server leaves out the name here.
  throw invalid("", { field: "spec.expirationSeconds", message });
}

function invalid(name: string, cause: { field: string; message: string }): ApiError {
  return new ApiError({
    message: `TokenRequest.authentication.k8s.io ${goQuote(name)} is invalid: ${cause.field}: ${cause.message}`,
    reason: "Invalid",
    details: {
      ...(name && { name }),
      group: "authentication.k8s.io",
      kind: "TokenRequest",
      causes: [{ reason: "FieldValueInvalid", ...cause }],
    },
    code: 422,
  });
}

function wrongUid(name: string, asked: string, uid: string): ApiError {
  return new ApiError({
    message:
      `Operation cannot be fulfilled on TokenRequest.authentication.k8s.io ${goQuote(name)}: the UID in the ` +
      `token request (${asked}) does not match the UID of the service account (${uid})`,
    reason: "Conflict",
    details: { name, group: "authentication.k8s.io", kind: "TokenRequest" },
    code: 409,
  });
}

function timestamp(seconds: number): string {
  return new Date(seconds * 1000).toISOString().replace(".000Z", "Z");
}
