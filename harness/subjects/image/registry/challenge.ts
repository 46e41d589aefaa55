/** What a registry that answered 401 wants. */
export type Challenge =
  | { scheme: "basic" }
  | { scheme: "bearer"; realm: string; service?: string; scope?: string };

/** Reads `WWW-Authenticate`; undefined where it names no scheme known here. */
export function readChallenge(header: string | null): Challenge | undefined {
  const bearer = /\bbearer\s+(.*)$/is.exec(header ?? "")?.[1];
  if (bearer !== undefined) {
    const values = new Map<string, string>();
    for (const [, key = "", quoted, plain = ""] of bearer.matchAll(
      /([a-z_]+)\s*=\s*(?:"([^"]*)"|([^\s,"]+))/gi,
    )) {
      values.set(key.toLowerCase(), quoted ?? plain);
    }
    const [realm, service, scope] = ["realm", "service", "scope"].map((key) => values.get(key));
    return realm
      ? { scheme: "bearer", realm, ...(service && { service }), ...(scope && { scope }) }
      : undefined;
  }
  return /\bbasic\b/i.test(header ?? "") ? { scheme: "basic" } : undefined;
}
