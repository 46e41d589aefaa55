import { randomBytes } from "node:crypto";
import { UsageError } from "../../harness/core/failure.ts";
import { matchesAny } from "../../harness/core/glob.ts";
import type { AccountSpec } from "../../harness/core/scenario.ts";

/** Who asks, judged by the Authorization header: `who` is a known account's name, else absent. */
export type Identity =
  | { kind: "anonymous" }
  | { kind: "account"; who: string }
  | { kind: "rejected"; who?: string };

/** The accounts of a Git host with their tokens. */
export interface Accounts {
  identify(request: Request): Identity;
  /** The accounts that own a repository; none: it is open to all. */
  owners(repository: string): string[];
  credentials(account: string): { username: string; password: string };
  expire(account: string): void;
  rotate(account: string): void;
}

/**
 * Each account starts with a fresh token. Its methods throw a UsageError for an unknown account.
 * @param newToken where tokens come from; the system unless told, so that nobody can guess them.
 */
export function createAccounts(specs: AccountSpec[], newToken = systemToken): Accounts {
  const tokens = new Map<string, { token: string; expired: boolean }>();
  for (const { name } of specs) {
    if (tokens.has(name)) throw new UsageError(`account ${name} is defined twice`);
    // Basic authentication ends the name at the first colon, RFC 7617 section 2.
    if (!/^[A-Za-z0-9][A-Za-z0-9._-]*$/.test(name)) {
      throw new UsageError(
        `account name ${JSON.stringify(name)}: expected letters, digits, ".", "_" and "-"`,
      );
    }
    tokens.set(name, { token: newToken(), expired: false });
  }
  const entry = (account: string) => {
    const found = tokens.get(account);
    if (found) return found;
    const known = [...tokens.keys()].join(", ") || "none";
    throw new UsageError(`the Git host has no account ${account}; it has: ${known}`);
  };

  return {
    identify(request) {
      const header = request.headers.get("authorization");
      if (header === null) return { kind: "anonymous" };
      const { username, password } = basicCredentials(header);
      const known = tokens.get(username);
      if (!known) return { kind: "rejected" };
      const accepted = !known.expired && password === known.token;
      return { kind: accepted ? "account" : "rejected", who: username };
    },
    owners: (repository) =>
      specs.filter(({ owns }) => matchesAny(owns, repository)).map(({ name }) => name),
    credentials: (account) => ({ username: account, password: entry(account).token }),
    expire(account) {
      entry(account).expired = true;
    },
    rotate(account) {
      entry(account);
      tokens.set(account, { token: newToken(), expired: false });
    },
  };
}

const systemToken = () => `sim_${randomBytes(20).toString("hex")}`;

/** Empty texts where a header holds none. */
export function basicCredentials(header: string): { username: string; password: string } {
  const encoded = /^basic +([A-Za-z0-9+/=]+)$/i.exec(header)?.[1] ?? "";
  const text = Buffer.from(encoded, "base64").toString("utf8");
  const colon = text.indexOf(":");
  if (colon < 0) return { username: "", password: "" };
  return { username: text.slice(0, colon), password: text.slice(colon + 1) };
}
