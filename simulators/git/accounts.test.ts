import { assert, property, string } from "fast-check";
import { expect, test } from "vitest";
import { UsageError } from "../../harness/core/failure.ts";
import { createAccounts } from "./accounts.ts";

const specs = [
  { name: "team-a", owns: ["a-*", "shared"] },
  { name: "team-b", owns: ["shared"] },
];

function asking(authorization?: string) {
  return new Request("http://localhost/", { headers: authorization ? { authorization } : {} });
}

const basic = ({ username, password }: { username: string; password: string }) =>
  asking(`Basic ${Buffer.from(`${username}:${password}`).toString("base64")}`);

test("accepts an account's own token and no other", () => {
  const accounts = createAccounts(specs);
  const a = accounts.credentials("team-a");
  const b = accounts.credentials("team-b");
  expect(accounts.identify(asking())).toEqual({ kind: "anonymous" });
  expect(accounts.identify(basic(a))).toEqual({ kind: "account", who: "team-a" });
  const mixed = { username: a.username, password: b.password };
  expect(accounts.identify(basic(mixed))).toEqual({ kind: "rejected", who: "team-a" });
  const unknown = { username: "nobody", password: a.password };
  expect(accounts.identify(basic(unknown))).toEqual({ kind: "rejected" });
  expect(createAccounts(specs).credentials("team-a").password).not.toBe(a.password);
});

test("expiry ends a token, rotation brings another", () => {
  const accounts = createAccounts(specs);
  const old = accounts.credentials("team-a");
  accounts.expire("team-a");
  expect(accounts.identify(basic(old)).kind).toBe("rejected");
  accounts.rotate("team-a");
  expect(accounts.identify(basic(old)).kind).toBe("rejected");
  expect(accounts.identify(basic(accounts.credentials("team-a"))).kind).toBe("account");
});

test("knows the owners of a repository", () => {
  const { owners } = createAccounts(specs);
  expect(owners("a-1")).toEqual(["team-a"]);
  expect(owners("shared")).toEqual(["team-a", "team-b"]);
  expect(owners("open")).toEqual([]);
});

test("names the account that is unknown, ill named or defined twice", () => {
  const accounts = createAccounts(specs);
  for (const call of [accounts.credentials, accounts.expire, accounts.rotate]) {
    expect(() => call("nobody")).toThrow(UsageError);
    expect(() => call("nobody")).toThrow(/nobody.*team-a, team-b/);
  }
  expect(() => createAccounts([{ name: "a:b", owns: [] }])).toThrow(UsageError);
  expect(() => createAccounts([...specs, ...specs])).toThrow("defined twice");
});

test("rejects every other header without failing", () => {
  const accounts = createAccounts(specs);
  assert(
    property(string({ unit: "grapheme-ascii", minLength: 1 }), (text) => {
      for (const header of [`Basic ${text}`, `Basic ${btoa(text)}`, `x${text}`]) {
        expect(accounts.identify(asking(header)).kind).toBe("rejected");
      }
    }),
  );
});
