import type { ContractCase, Step } from "./cases.ts";
import { get, post } from "./steps.ts";

const review = (...headers: [name: string, value: string][]): Step => ({
  ...post("/apis/authentication.k8s.io/v1/selfsubjectreviews", {
    apiVersion: "authentication.k8s.io/v1",
    kind: "SelfSubjectReview",
  }),
  headers,
});
const user: [string, string] = ["impersonate-user", "joe"];
const group = (name: string): [string, string] => ["impersonate-group", name];

export const impersonationCases: ContractCase[] = [
  {
    name: "impersonated groups",
    steps: [
      review(),
      review(user),
      review(user, group("one"), group("two")),
      review(user, group("with, comma"), group("a,b"), group("")),
      review(user, group("system:unauthenticated"), group("x")),
      review(["impersonate-user", "system:serviceaccount:ns:sa"]),
      review(["impersonate-user", "system:serviceaccount:ns:sa"], group("g,h")),
      review(
        user,
        ["impersonate-extra-scopes", "a,b"],
        ["impersonate-extra-scopes", "c"],
        ["impersonate-extra-example.com%2fkey", "d"],
        ["impersonate-uid", "1,2"],
      ),
      review(group("alone"), group("and, another")),
      review(["impersonate-uid", "1"]),
      { ...get("/api/v1/namespaces/default/pods"), headers: [user, group("a, b"), group("c")] },
    ],
  },
];
