import { generateKeyPairSync } from "node:crypto";
import { expect, test } from "vitest";
import { manualClock } from "../../support/manual-clock.ts";
import type { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { type AuthenticationSettings, authenticate } from "./authenticate.ts";
import { readClaims } from "./jwt.ts";
import { objectSet } from "./testing/object-set.ts";
import { requestToken } from "./token-request.ts";
import { reviewToken } from "./token-review.ts";

const audience = "https://kubernetes.default.svc";
const account: ApiObject = {
  apiVersion: "v1",
  kind: "ServiceAccount",
  metadata: { name: "robot", namespace: "team", uid: "uid-robot" },
};
const secret: ApiObject = {
  apiVersion: "v1",
  kind: "Secret",
  metadata: { name: "bound", namespace: "team", uid: "uid-secret" },
};

function setUp(options: { key?: "ec" | "rsa" } = {}) {
  const { privateKey, publicKey } =
    options.key === "rsa"
      ? generateKeyPairSync("rsa", { modulusLength: 2048 })
      : generateKeyPairSync("ec", { namedCurve: "P-256" });
  const clock = manualClock();
  const issuer = {
    issuer: audience,
    audiences: [audience],
    key: { privateKey },
    clock,
    uid: () => "id-1",
  };
  const settings: AuthenticationSettings = {
    tokens: new Map([["alices", { name: "alice", uid: "1", groups: ["dev"] }]]),
    serviceAccounts: { issuer: audience, audiences: [audience], publicKeys: [publicKey], clock },
  };
  const issue = (spec: object = {}, objects = [account, secret]) =>
    requestToken({
      tokenRequest: {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenRequest",
        metadata: {} as ApiObject["metadata"],
        spec,
      },
      namespace: "team",
      name: "robot",
      issuer,
      reader: objectSet(objects),
    });
  const review = (token: string, objects = [account, secret], audiences?: string[]) =>
    reviewToken({
      review: {
        apiVersion: "authentication.k8s.io/v1",
        kind: "TokenReview",
        metadata: {} as ApiObject["metadata"],
        spec: { token, audiences },
      },
      settings,
      reader: objectSet(objects),
    }).status as { authenticated?: boolean; error?: string };
  const tokenOf = ({ answer }: { answer: ApiObject }) => (answer.status as { token: string }).token;
  return { clock, settings, issue, review, tokenOf };
}

test("tokens of the table, certificates and nobody", () => {
  const { settings } = setUp();
  const reader = objectSet([]);
  const ask = (more: object) => authenticate({ settings, reader, ...more });
  expect(ask({ authorization: "Bearer alices" })).toEqual({
    name: "alice",
    uid: "1",
    groups: ["dev", "system:authenticated"],
  });
  const certificate = { commonName: "bob", organizations: ["system:masters"], sha256: "ab" };
  expect(ask({ certificate, authorization: "Bearer wrong" })).toEqual({
    name: "bob",
    groups: ["system:masters", "system:authenticated"],
    extra: { "authentication.kubernetes.io/credential-id": ["X509SHA256=ab"] },
  });
  const anonymous = { name: "system:anonymous", groups: ["system:unauthenticated"] };
  expect(ask({})).toEqual(anonymous);
  expect(ask({ authorization: "Basic YTpi" })).toEqual(anonymous);
  expect(() => ask({ authorization: "Bearer wrong" })).toThrow("Unauthorized");
  expect(() => ask({ settings: { ...settings, anonymous: false } })).toThrow("Unauthorized");
});

test.each(["ec", "rsa"] as const)("an account's %s token is good until it ends", (key) => {
  const { clock, issue, review, tokenOf } = setUp({ key });
  const token = tokenOf(issue({ expirationSeconds: 600 }));
  expect(readClaims(token)).toMatchObject({
    aud: [audience],
    iss: audience,
    jti: "id-1",
    sub: "system:serviceaccount:team:robot",
    "kubernetes.io": { namespace: "team", serviceaccount: { name: "robot", uid: "uid-robot" } },
  });
  expect(review(token)).toEqual({
    authenticated: true,
    user: {
      username: "system:serviceaccount:team:robot",
      uid: "uid-robot",
      groups: ["system:serviceaccounts", "system:serviceaccounts:team", "system:authenticated"],
      extra: { "authentication.kubernetes.io/credential-id": ["JTI=id-1"] },
    },
    audiences: [audience],
  });
  const other = key === "ec" ? "A" : "B";
  const forged = token.replace(/.{6}$/, `${other}AAAAA`);
  expect(review(forged).error).toBe(
    "[invalid bearer token, go-jose/go-jose: error in cryptographic primitive]",
  );
  expect(review(token, undefined, ["else"]).error).toBe(
    `[invalid bearer token, token audiences ["${audience}"] is invalid for the target audiences ["else"]]`,
  );
  clock.advance(659_000);
  expect(review(token).authenticated).toBe(true);
  clock.advance(2_000);
  expect(review(token).error).toBe("[invalid bearer token, service account token has expired]");
});

test("a token ends with what it is bound to", () => {
  const { issue, review, tokenOf } = setUp();
  const boundObjectRef = { apiVersion: "v1", kind: "Secret", name: "bound" };
  const token = tokenOf(issue({ boundObjectRef }));
  expect(review(token).authenticated).toBe(true);
  expect(review(token, [account]).error).toContain("service account token has been invalidated");
  const again = { ...secret, metadata: { ...secret.metadata, uid: "other" } };
  expect(review(token, [account, again]).error).toContain(
    "secret UID (other) does not match service account secret ref claim (uid-secret)",
  );
  expect(review(token, [secret]).error).toBe(
    '[invalid bearer token, serviceaccounts "robot" not found]',
  );
});

test("a pod's token tells its pod and node, and a kubelet's lives a year", () => {
  const { issue, tokenOf } = setUp();
  const pod: ApiObject = {
    apiVersion: "v1",
    kind: "Pod",
    metadata: { name: "p", namespace: "team", uid: "uid-p" },
    spec: { serviceAccountName: "robot", nodeName: "n" },
  };
  const spec = {
    expirationSeconds: 3607,
    boundObjectRef: { apiVersion: "v1", kind: "Pod", name: "p" },
  };
  const claims = readClaims(tokenOf(issue(spec, [account, pod])));
  expect(claims?.["kubernetes.io"]).toMatchObject({
    pod: { name: "p", uid: "uid-p" },
    node: { name: "n" },
    warnafter: (claims?.iat ?? 0) + 3607,
  });
  expect((claims?.exp ?? 0) - (claims?.iat ?? 0)).toBe(365 * 24 * 3600);
});

test("requests the real server refuses", () => {
  const { issue } = setUp();
  const refusal = (spec: object, objects?: ApiObject[]) => {
    try {
      issue(spec, objects);
      return "issued";
    } catch (error) {
      return (error as ApiError).message;
    }
  };
  const invalid = 'TokenRequest.authentication.k8s.io "" is invalid: spec.expirationSeconds: ';
  expect(refusal({ expirationSeconds: 30 })).toBe(
    `${invalid}Invalid value: 30: may not specify a duration less than 10 minutes`,
  );
  expect(refusal({}, [])).toBe('serviceaccounts "robot" not found');
  const bind = (kind: string, more = {}) =>
    refusal({ boundObjectRef: { apiVersion: "v1", kind, name: "zz", ...more } });
  expect(bind("Secret")).toBe('secrets "zz" not found');
  expect(bind("ConfigMap")).toBe("cannot bind token to object of type /v1, Kind=ConfigMap");
  expect(bind("Secret", { name: "bound", uid: "x" })).toBe(
    'Operation cannot be fulfilled on Secret "bound": the UID in the bound object reference (x) does ' +
      "not match the UID in record. The object might have been deleted and then recreated",
  );
});
