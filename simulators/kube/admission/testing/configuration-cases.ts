import { post } from "../../contract/testing/steps.ts";
import { type AdmissionCase, configuration, rule, webhook } from "./admission-case.ts";

const path = "/apis/admissionregistration.k8s.io/v1";
const hooks = (...webhooks: object[]) =>
  post(
    `${path}/mutatingwebhookconfigurations?dryRun=All`,
    configuration("Mutating", "m-wrong", webhooks),
  );
const validating = (...webhooks: object[]) =>
  post(
    `${path}/validatingwebhookconfigurations?dryRun=All`,
    configuration("Validating", "v-wrong", webhooks),
  );
const at = (url: string) => hooks(webhook({ name: "a", clientConfig: { url } }));
const service = (more: object) =>
  hooks(webhook({ name: "a", clientConfig: { service: { namespace: "n", name: "s", ...more } } }));
const ruled = (more: object) => hooks(webhook({ name: "a", rules: [rule(more)] }));
const policy = (spec: object) =>
  post(`${path}/validatingadmissionpolicies?dryRun=All`, {
    metadata: { name: "wrong" },
    spec: { matchConstraints: { resourceRules: [rule()] }, ...spec },
  });
const binding = (spec: object) =>
  post(`${path}/validatingadmissionpolicybindings?dryRun=All`, {
    metadata: { name: "wrong" },
    spec,
  });
const validations = [{ expression: "true" }];

export const configurationCases: AdmissionCase[] = [
  {
    name: "webhooks that are configured wrong",
    steps: [
      hooks(webhook({ name: "a" }), webhook({ name: "a" })),
      hooks({}),
      hooks({ ...webhook({ name: "a" }), name: "a.b" }),
      hooks({ ...webhook({ name: "a" }), name: "A.b.c" }),
      validating({ ...webhook({ name: "a" }), sideEffects: "Some" }),
      validating({
        ...webhook({ name: "a" }),
        sideEffects: "Unknown",
        admissionReviewVersions: ["v3"],
      }),
      validating({ ...webhook({ name: "a" }), admissionReviewVersions: ["v1", "v1", "V2"] }),
      hooks(webhook({ name: "a", timeoutSeconds: 31 })),
      hooks(
        webhook({
          name: "a",
          timeoutSeconds: 0,
          failurePolicy: "Maybe",
          matchPolicy: "Maybe",
          reinvocationPolicy: "Maybe",
        }),
      ),
      at("http://example.com/x"),
      at("https://user:pass@example.com/x?y=z#f"),
      at("https:///x"),
      at("example.com"),
      service({}),
      service({ port: 70000, path: "x//Y_z/" }),
      service({ name: "", namespace: "" }),
      hooks(webhook({ name: "a", clientConfig: {} })),
      ruled({ operations: [], apiGroups: [], apiVersions: [], resources: [] }),
      ruled({
        operations: ["*", "CREATE"],
        apiGroups: ["*", "a"],
        apiVersions: ["*", "v1"],
        resources: ["*", "pods"],
        scope: "Some",
      }),
      ruled({
        operations: ["EAT"],
        apiVersions: [""],
        resources: ["", "pods/*", "pods/status", "*/scale", "x/scale", "*/*"],
      }),
      hooks(
        webhook({
          name: "a",
          namespaceSelector: {
            matchExpressions: [
              { key: "a", operator: "In" },
              { key: "b_/c/", operator: "Near" },
            ],
          },
          objectSelector: { matchLabels: { a: "b c" } },
        }),
      ),
      hooks(
        webhook({
          name: "a",
          matchConditions: [
            { name: "", expression: "" },
            { name: "a b", expression: "true" },
            { name: "c", expression: "foo == 1" },
            { name: "c", expression: "1 + 1" },
            { name: "d", expression: "object.data" },
          ],
        }),
      ),
    ],
  },
  {
    name: "policies that are configured wrong",
    steps: [
      policy({ validations }),
      policy({}),
      policy({ validations, matchConstraints: {} }),
      policy({ validations, paramKind: { apiVersion: "a/b/c", kind: "" } }),
      policy({ validations, paramKind: { apiVersion: "A/V1", kind: "K k" } }),
      policy({ validations, failurePolicy: "Maybe" }),
      policy({
        validations: [
          { expression: " " },
          { expression: "true", message: " ", messageExpression: " " },
          { expression: "true", message: "a\nb", reason: "Unknown" },
        ],
      }),
      policy({
        validations: [
          { expression: "params.a == 1" },
          { expression: "variables.a" },
          { expression: "true", messageExpression: "1" },
          { expression: "'a'" },
        ],
      }),
      policy({
        validations: [{ expression: "variables.a" }],
        variables: [
          { name: "a-b", expression: "true" },
          { name: "", expression: "" },
          { name: "a", expression: "true" },
        ],
      }),
      policy({
        auditAnnotations: [
          { key: "a b", valueExpression: "'x'" },
          { key: "c", valueExpression: "" },
          { key: "c", valueExpression: "1" },
        ],
      }),
      binding({ policyName: "", validationActions: [] }),
      binding({
        policyName: "A_b",
        validationActions: ["Deny", "Warn", "Deny", "Sing"],
        paramRef: { name: "a/b", selector: {}, parameterNotFoundAction: "Maybe" },
      }),
      binding({ policyName: "p", validationActions: ["Deny"], paramRef: {} }),
      binding({
        policyName: "p",
        validationActions: ["Audit"],
        matchResources: {
          resourceRules: [{ ...rule(), resourceNames: ["a", "a", "%"] }],
          matchPolicy: "Maybe",
        },
      }),
    ],
  },
];
