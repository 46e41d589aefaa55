import type { ObjectReader, RequestAttributes, User } from "../model/access.ts";
import { anonymousUser } from "./authenticate.ts";
import { authorize, forbidden } from "./authorize.ts";
import { serviceAccountGroups, splitServiceAccountUsername } from "./service-account-names.ts";

/** Headers that ask for nothing sensible: answered 500 with `text` as it stands, not with a Status. */
export class ImpersonationError extends Error {
  override readonly name = "ImpersonationError";
}

/** One thing a user wants to be taken for. */
interface Claim {
  resource: "serviceaccounts" | "users" | "groups" | "userextras" | "uids";
  namespace?: string;
  name: string;
  extraKey?: string;
}

const prefix = "impersonate-extra-";

/**
 * Who the request shall be judged as, by its `Impersonate-*` headers; `user` itself without any.
 * A header repeated is a pair repeated.
 * @throws ApiError Forbidden, ImpersonationError
 */
export function impersonate(request: {
  user: User;
  headers: Iterable<[name: string, value: string]>;
  reader: ObjectReader;
}): User {
  const { user, reader } = request;
  const headers: [name: string, value: string][] = [];
  for (const [name, value] of request.headers) {
    if (/^impersonate-/i.test(name)) headers.push([name.toLowerCase(), value]);
  }
  // Hardly any request asks for it.
  if (headers.length === 0) return user;
  const claims = claimsOf(headers);
  const [who] = claims;
  if (!who) return user;
  for (const claim of claims) {
    const attributes = attributesOf(user, claim);
    const { allowed, reason } = authorize({ attributes, reader });
    if (!allowed) throw forbidden(attributes, reason);
  }
  const named = claims.filter(({ resource }) => resource === "groups").map(({ name }) => name);
  const { namespace } = who;
  const name = namespace ? `system:serviceaccount:${namespace}:${who.name}` : who.name;
  const groups = named.length === 0 && namespace ? serviceAccountGroups(namespace) : named;
  const uid = claims.find(({ resource }) => resource === "uids")?.name;
  const extra: Record<string, string[]> = {};
  for (const { extraKey, name: value } of claims) {
    if (extraKey !== undefined) extra[extraKey] = [...(extra[extraKey] ?? []), value];
  }
  return {
    name,
    groups: [...groups, ...impliedGroups(name, groups)],
    ...(uid && { uid }),
    ...(Object.keys(extra).length > 0 && { extra }),
  };
}

function claimsOf(headers: [name: string, value: string][]): Claim[] {
  const all = (wanted: string) =>
    headers.filter(([name]) => name === wanted).map(([, value]) => value);
  const [requested = ""] = all("impersonate-user");
  const account = splitServiceAccountUsername(requested);
  const claims: Claim[] = [];
  if (account) claims.push({ resource: "serviceaccounts", ...account });
  else if (requested !== "") claims.push({ resource: "users", name: requested });
  for (const name of all("impersonate-group")) claims.push({ resource: "groups", name });
  for (const [name, value] of headers) {
    if (!name.startsWith(prefix)) continue;
    const extraKey = unescapeKey(name.slice(prefix.length));
    claims.push({ resource: "userextras", name: value, extraKey });
  }
  const [uid = ""] = all("impersonate-uid");
  if (uid !== "") claims.push({ resource: "uids", name: uid });
  if (requested === "" && claims.length > 0) {
    const told = claims.map(printed).join(" ");
    throw new ImpersonationError(`requested [${told}] without impersonating a user`);
  }
  return claims;
}

function attributesOf(user: User, claim: Claim): RequestAttributes {
  const { resource, namespace, name, extraKey } = claim;
  const special = resource === "userextras" || resource === "uids";
  return {
    user,
    verb: "impersonate",
    kind: "resource",
    group: special ? "authentication.k8s.io" : "",
    version: special ? "v1" : "",
    resource,
    ...(extraKey && { subresource: extraKey }),
    ...(namespace && { namespace }),
    name,
  };
}

function impliedGroups(name: string, groups: string[]): string[] {
  const [unauthenticated = ""] = anonymousUser.groups;
  if (name === anonymousUser.name) {
    return groups.includes(unauthenticated) ? [] : [unauthenticated];
  }
  const authenticated = "system:authenticated";
  const told = groups.includes(authenticated) || groups.includes(unauthenticated);
  return told ? [] : [authenticated];
}

function unescapeKey(key: string): string {
  try {
    return decodeURIComponent(key);
  } catch {
    return key;
  }
}

/** An ObjectReference as Go prints its fields. */
function printed({ resource, name, extraKey = "" }: Claim): string {
  const group = "authentication.k8s.io/v1";
  if (resource === "userextras") return `{UserExtra  ${name}  ${group}  ${extraKey}}`;
  if (resource === "uids") return `{UID  ${name}  ${group}  }`;
  return `{Group  ${name}    }`;
}
