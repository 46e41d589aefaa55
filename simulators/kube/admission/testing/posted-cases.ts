import { get, post } from "../../contract/testing/steps.ts";
import {
  type AdmissionCase,
  configuration,
  deny,
  patchWith,
  rule,
  webhook,
} from "./admission-case.ts";
import { account, at, pod } from "./consumers.ts";
import { namespace } from "./objects.ts";

const home = "adm-posted";
const pods = at(home, "pods");
const eviction = (name: string, more: object = {}) => ({
  apiVersion: "policy/v1",
  kind: "Eviction",
  metadata: { name },
  ...more,
});
const binding = (name: string, node: string) => ({
  apiVersion: "v1",
  kind: "Binding",
  metadata: { name },
  target: { kind: "Node", name: node },
});
const authorization = "authorization.k8s.io";
const review = (kind: string, group: string, spec: object) => ({
  apiVersion: `${group}/v1`,
  kind,
  spec,
});
const resourceAttributes = { verb: "get", resource: "pods", namespace: home };
const reviews = (resource: string) => `/apis/${authorization}/v1/${resource}`;

export const postedCases: AdmissionCase[] = [
  {
    name: "posts that nobody stores",
    hooks: {
      "/relabel": patchWith({ op: "add", path: "/metadata/labels", value: { hooked: "yes" } }),
      "/refuse": deny({ message: "not here" }),
    },
    before: [
      namespace(home),
      account(home),
      ...["a", "b", "c", "d"].map((name) => post(pods, pod(name))),
    ],
    configurations: [
      configuration("Mutating", "m-posted", [
        webhook({
          name: "relabel",
          rules: [rule({ operations: ["CREATE"], resources: ["pods/binding", "bindings"] })],
        }),
        webhook({ name: "refuse", rules: [rule({ resources: ["serviceaccounts/token"] })] }),
      ]),
      configuration("Validating", "v-posted", [
        webhook({
          name: "posted",
          rules: [
            rule({ resources: ["pods", "pods/eviction", "pods/binding", "bindings"] }),
            rule({ apiGroups: [authorization, "authentication.k8s.io"], resources: ["*"] }),
          ],
        }),
      ]),
    ],
    steps: [
      post(`${pods}/a/eviction`, eviction("other")),
      post(`${pods}/a/eviction?dryRun=All`, eviction("a")),
      post(`${pods}/a/eviction`, eviction("a", { deleteOptions: { gracePeriodSeconds: 0 } })),
      get(`${pods}/a`),
      post(`${pods}/none/eviction`, eviction("none")),
      post(`${pods}/b/binding`, binding("b", "n")),
      get(`${pods}/b`),
      post(`${pods}/b/binding`, binding("b", "")),
      post(at(home, "bindings"), binding("c", "n")),
      post(
        reviews("subjectaccessreviews"),
        review("SubjectAccessReview", authorization, { user: "x", resourceAttributes }),
      ),
      post(
        reviews("selfsubjectaccessreviews"),
        review("SelfSubjectAccessReview", authorization, { resourceAttributes }),
      ),
      post(
        `/apis/${authorization}/v1/namespaces/${home}/localsubjectaccessreviews`,
        review("LocalSubjectAccessReview", authorization, { user: "x", resourceAttributes }),
      ),
      post(
        "/apis/authentication.k8s.io/v1/tokenreviews",
        review("TokenReview", "authentication.k8s.io", { token: "wrong" }),
      ),
      post(
        `${at(home, "serviceaccounts")}/default/token`,
        review("TokenRequest", "authentication.k8s.io", {
          audiences: ["a"],
          expirationSeconds: 700,
        }),
      ),
    ],
  },
];
