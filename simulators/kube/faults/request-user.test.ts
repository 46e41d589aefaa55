import { expect, test } from "vitest";
import type { RequestContext } from "../../support/handler.ts";
import { userOf } from "./request-user.ts";

const subject = "system:serviceaccount:flux-system:source-controller";
const jwt = (claims: unknown) =>
  `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.c2lnbmF0dXJl`;
const tokens = new Map([["static", "system:admin"]]);

const user = (headers: Record<string, string>, context: Partial<RequestContext> = {}) =>
  userOf(new Request("http://localhost/", { headers }), { faults: [], ...context }, tokens);
const bearing = (token: string) => user({ authorization: `Bearer ${token}` });

test("reads who asks from a token, a table, a certificate or what the server found out", () => {
  expect(bearing(jwt({ sub: subject, iss: "x" }))).toBe(subject);
  expect(bearing("static")).toBe("system:admin");
  const certificate = { commonName: "someone", organizations: [] };
  expect(user({}, { certificate })).toBe("someone");
  expect(user({ authorization: "Bearer static" }, { account: "known" })).toBe("known");
  expect(user({ authorization: "Bearer static", "impersonate-user": "other" })).toBe("other");
  expect(user({})).toBe("system:anonymous");
});

test.each(["opaque", "a.b.c", jwt({ sub: 1 }), jwt(null), jwt({}), "", "e30.e30"])(
  "finds nobody in the token %s",
  (token) => {
    expect(bearing(token)).toBeUndefined();
  },
);

test("takes no other scheme for a token", () => {
  expect(user({ authorization: "Basic static" })).toBeUndefined();
});
