import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { seededRandom } from "../../support/random.ts";
import { realApiSkip } from "../client/testing/real-api.ts";
import { ApiError, type Status } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { bootstrapPolicy } from "./bootstrap-policy.ts";
import { checkEscalation } from "./escalation.ts";
import { ImpersonationError, impersonate } from "./impersonate.ts";
import { rbacGroup } from "./policy.ts";
import {
  reviewAccess,
  reviewLocalAccess,
  reviewOwnAccess,
  reviewOwnRules,
  reviewSelf,
} from "./reviews.ts";
import { randomAttempt, writersPolicy } from "./testing/escalation-cases.ts";
import { objectSet } from "./testing/object-set.ts";
import { randomPolicy, users } from "./testing/random-policy.ts";
import { actingAs, type RawApi, startRawApi } from "./testing/raw-api.ts";
import { createPolicy } from "./testing/real-policy.ts";

const skip = await realApiSkip();
if (skip) console.log(`skipped: access against the real kube-apiserver: ${skip}`);

const masters = {
  name: "fluxproof",
  uid: "fluxproof",
  groups: ["system:masters", "system:authenticated"],
};

describe.skipIf(skip)("access on the real kube-apiserver", { timeout: 120_000 }, () => {
  let api: RawApi;
  beforeAll(async () => {
    api = await startRawApi();
  }, 90_000);
  afterAll(() => api?.[Symbol.asyncDispose]());

  test("grants no more than is held, in the same words", async () => {
    const random = seededRandom("escalation");
    const policy = [...writersPolicy(), ...randomPolicy(random)];
    await using _created = await createPolicy(api, policy);
    const reader = objectSet([...bootstrapPolicy(), ...policy]);
    let refused = 0;
    for (let at = 0; at < 200; at++) {
      const { user, object } = randomAttempt(random);
      const { namespace } = object.metadata;
      const of = namespace ? `namespaces/${namespace}/` : "";
      const path = `/apis/${rbacGroup}/v1/${of}${object.kind.toLowerCase()}s?dryRun=All`;
      const real = await api.send("POST", path, object, actingAs(user));
      const ours = statusOf(() =>
        checkEscalation({ user, object, ...(namespace && { namespace }), reader }),
      );
      expect({ user, object, status: ours }).toEqual({
        user,
        object,
        status: real.status === 201 ? undefined : sortProblems(real.body as Status),
      });
      if (ours) refused++;
    }
    expect(refused).toBeGreaterThan(40);
    expect(refused).toBeLessThan(190);
  });

  test.each<[string, Record<string, string | string[]>]>([
    ["a user", { "Impersonate-User": "bob" }],
    ["a user and groups", { "Impersonate-User": "bob", "Impersonate-Group": ["a", "b"] }],
    ["an account", { "Impersonate-User": "system:serviceaccount:team:robot" }],
    ["no account", { "Impersonate-User": "system:serviceaccount:team:Robot" }],
    ["nobody", { "Impersonate-User": "system:anonymous" }],
    [
      "a uid",
      { "Impersonate-User": "bob", "Impersonate-Uid": "u", "Impersonate-Extra-A%2fb": "c" },
    ],
    ["groups without a user", { "Impersonate-Group": ["x", "y"] }],
    ["a uid without a user", { "Impersonate-Uid": "x", "Impersonate-Extra-Foo": "y" }],
  ])("impersonation of %s", async (_, headers) => {
    const pairs = Object.entries(headers).flatMap(([name, values]) =>
      [values].flat().map((value): [string, string] => [name, value]),
    );
    const reader = objectSet(bootstrapPolicy());
    const path = "/apis/authentication.k8s.io/v1/selfsubjectreviews";
    const review = {
      apiVersion: "authentication.k8s.io/v1",
      kind: "SelfSubjectReview",
      metadata: {},
    };
    const real = await api.send("POST", path, review, headers);
    let ours: unknown;
    try {
      const user = impersonate({ user: masters, headers: pairs, reader });
      ours = reviewSelf({ review: review as ApiObject, user, now: "now" }).status;
    } catch (error) {
      if (!(error instanceof ImpersonationError)) throw error;
      ours = `Internal Server Error: "${path}": ${error.message}\n`;
    }
    const theirs = real.body as ApiObject | undefined;
    // Nobody may ask who they are.
    if (real.status === 403) expect(theirs?.message).toContain('User "system:anonymous" cannot');
    else expect(ours).toEqual(theirs?.status ?? real.text);
  });

  const path = { resource: "pods", verb: "get" };
  test.each<[string, string, object]>([
    ["SubjectAccessReview", "subjectaccessreviews", { user: "x", resourceAttributes: path }],
    ["SubjectAccessReview", "subjectaccessreviews", {}],
    [
      "SubjectAccessReview",
      "subjectaccessreviews",
      { groups: ["system:masters"], nonResourceAttributes: { path: "/x", verb: "get" } },
    ],
    [
      "SubjectAccessReview",
      "subjectaccessreviews",
      { user: "x", resourceAttributes: path, nonResourceAttributes: { path: "/x", verb: "get" } },
    ],
    ["SelfSubjectAccessReview", "selfsubjectaccessreviews", { resourceAttributes: path }],
    ["SelfSubjectAccessReview", "selfsubjectaccessreviews", {}],
    [
      "LocalSubjectAccessReview",
      "namespaces/default/localsubjectaccessreviews",
      { user: "x", resourceAttributes: { ...path, namespace: "default" } },
    ],
    [
      "LocalSubjectAccessReview",
      "namespaces/default/localsubjectaccessreviews",
      { user: "x", resourceAttributes: { ...path, namespace: "other" } },
    ],
    [
      "LocalSubjectAccessReview",
      "namespaces/default/localsubjectaccessreviews",
      { user: "x", nonResourceAttributes: { path: "/x", verb: "get" } },
    ],
    ["SelfSubjectRulesReview", "selfsubjectrulesreviews", { namespace: "default" }],
    ["SelfSubjectRulesReview", "selfsubjectrulesreviews", {}],
  ])("a %s to %s of %j", async (kind, place, spec) => {
    const metadata = {} as ApiObject["metadata"];
    const review = { apiVersion: "authorization.k8s.io/v1", kind, metadata, spec };
    const reader = objectSet(bootstrapPolicy());
    const user = users[2] ?? masters;
    const self = kind.startsWith("Self");
    const answerOf = () => {
      if (kind === "SelfSubjectAccessReview") return reviewOwnAccess({ review, user, reader });
      if (kind === "SelfSubjectRulesReview") return reviewOwnRules({ review, user, reader });
      if (kind === "SubjectAccessReview") return reviewAccess({ review, reader });
      return reviewLocalAccess({ review, namespace: "default", reader });
    };
    const as = self ? actingAs(user) : {};
    const real = await api.send("POST", `/apis/authorization.k8s.io/v1/${place}`, review, as);
    const body = real.body as ApiObject;
    if (real.status !== 201) expect(statusOf(answerOf)).toEqual(body);
    else if (kind !== "SelfSubjectRulesReview") expect(answerOf().status).toEqual(body.status);
    else expect(unordered(answerOf())).toEqual(unordered(body));
  });
});

function statusOf(attempt: () => unknown): Status | undefined {
  try {
    attempt();
    return undefined;
  } catch (error) {
    if (!(error instanceof ApiError)) throw error;
    return sortProblems(error.status);
  }
}

/** Missing roles are told in any order. */
function sortProblems(status: Status): Status {
  const message = status.message.replace(
    /resolution errors: \[\[(.*)\]\]/,
    (_, problems) => `resolution errors: [[${problems.split(", ").toSorted().join(", ")}]]`,
  );
  return { ...status, message };
}

/** Rules come in any order. */
function unordered(review: ApiObject) {
  const { resourceRules, nonResourceRules } = review.status as Record<string, object[]>;
  const sort = (rules: object[] = []) => rules.map((rule) => JSON.stringify(rule)).toSorted();
  return { ...review, status: [sort(resourceRules), sort(nonResourceRules)] };
}
