import type { KeyObject } from "node:crypto";
import type { Clock } from "../../../harness/core/clock.ts";
import type { ObjectReader, User } from "../model/access.ts";
import { goQuote, goQuoteAll } from "./go-quote.ts";
import { type BoundTo, type Claims, type NameAndUid, readClaims, verifyJwt } from "./jwt.ts";
import { serviceAccountGroups, serviceAccountUsername } from "./service-account-names.ts";

/** `--service-account-issuer`, `--api-audiences`, `--service-account-key-file`. */
export interface ServiceAccountTokenSettings {
  issuer: string;
  /** Those of the API server: a token must name one of them to be good for it. */
  audiences: string[];
  publicKeys: readonly KeyObject[];
  clock: Clock;
}

export type TokenVerdict =
  | { user: User; audiences: string[] }
  /** Why not, in the words of the real server. */
  | { problem: string }
  /** Not a token of this issuer. */
  | "not-ours";

export const credentialIdKey = "authentication.kubernetes.io/credential-id";
const extraPrefix = "authentication.kubernetes.io";
/** Clocks of issuer and verifier may differ, and deletions take time to matter. */
const leewaySeconds = 60;

/** Who holds the token, if it is good now and what it is bound to still exists. */
export function verifyServiceAccountToken(request: {
  token: string;
  settings: ServiceAccountTokenSettings;
  /** Of which one must be the token's; those of the API server unless told. */
  audiences?: string[];
  reader: ObjectReader;
}): TokenVerdict {
  const { token, settings, audiences = settings.audiences, reader } = request;
  if (readClaims(token)?.iss !== settings.issuer) return "not-ours";
  const verified = verifyJwt(token, settings.publicKeys);
  if (verified === "not-ours" || "problem" in verified) return verified;
  const { claims } = verified;
  const named = typeof claims.aud === "string" ? [claims.aud] : (claims.aud ?? settings.audiences);
  const common = named.filter((audience) => audiences.includes(audience));
  if (common.length === 0) {
    const problem = `token audiences ${goQuoteAll(named)} is invalid for the target audiences ${goQuoteAll(audiences)}`;
    return { problem };
  }
  const nowSeconds = settings.clock.epochMs() / 1000;
  const problem =
    timeProblem(claims, nowSeconds) ?? bindingProblem(claims["kubernetes.io"], nowSeconds, reader);
  return problem ? { problem } : { user: userOf(claims), audiences: common };
}

function timeProblem({ exp, nbf, iat }: Claims, nowSeconds: number): string | undefined {
  if (nowSeconds + leewaySeconds < nbf) return "service account token is not valid yet";
  if (nowSeconds - leewaySeconds > exp) return "service account token has expired";
  if (nowSeconds + leewaySeconds < iat) return "service account token is issued in the future";
  return undefined;
}

function bindingProblem(
  bound: BoundTo,
  nowSeconds: number,
  reader: ObjectReader,
): string | undefined {
  const { namespace, serviceaccount: account, pod, secret, node } = bound;
  const find = (resource: string, of: string | undefined, { name }: { name: string }) =>
    reader.get({ group: "", resource }, of, name);
  const isGone = (deletionTimestamp: string | undefined) =>
    deletionTimestamp !== undefined &&
    Date.parse(deletionTimestamp) / 1000 < nowSeconds - leewaySeconds;
  const found = find("serviceaccounts", namespace, account);
  if (!found) return `serviceaccounts ${goQuote(account.name)} not found`;
  if (found.metadata.uid !== account.uid) {
    return `service account UID (${found.metadata.uid}) does not match claim (${account.uid})`;
  }
  if (isGone(found.metadata.deletionTimestamp)) {
    return `service account ${namespace}/${account.name} has been deleted`;
  }
  const check = (
    what: string,
    resource: string,
    of: string | undefined,
    ref: Partial<NameAndUid>,
  ) => {
    const object = find(resource, of, { name: ref.name ?? "" });
    if (object && object.metadata.uid !== ref.uid) {
      return `${what} UID (${object.metadata.uid}) does not match service account ${what} ref claim (${ref.uid})`;
    }
    const gone = !object || isGone(object.metadata.deletionTimestamp);
    return gone ? "service account token has been invalidated" : undefined;
  };
  return (
    (secret && check("secret", "secrets", namespace, secret)) ??
    (pod && check("pod", "pods", namespace, pod)) ??
    // The node of a pod's token is told, not checked.
    (node && !pod ? check("node", "nodes", undefined, node) : undefined)
  );
}

function userOf({ jti, "kubernetes.io": bound }: Claims): User {
  const { namespace, serviceaccount, pod, node } = bound;
  const extra: Record<string, string[]> = {
    ...(jti && { [credentialIdKey]: [`JTI=${jti}`] }),
    ...(node?.name && { [`${extraPrefix}/node-name`]: [node.name] }),
    ...(node?.name && node.uid && { [`${extraPrefix}/node-uid`]: [node.uid] }),
    ...(pod && { [`${extraPrefix}/pod-name`]: [pod.name], [`${extraPrefix}/pod-uid`]: [pod.uid] }),
  };
  return {
    name: serviceAccountUsername(namespace, serviceaccount.name),
    uid: serviceaccount.uid,
    groups: serviceAccountGroups(namespace),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}
