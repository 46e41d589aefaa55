import { patch, post, put, remove } from "../../contract/testing/steps.ts";
import { type AdmissionCase, rule } from "./admission-case.ts";
import { apps, deployment, inNamespace, labelled, map, maps, namespace } from "./objects.ts";

const apiVersion = "admissionregistration.k8s.io/v1";
const policy = (name: string, spec: object) => ({
  apiVersion,
  kind: "ValidatingAdmissionPolicy",
  metadata: { name },
  spec: { matchConstraints: { resourceRules: [rule()], ...labelled(name) }, ...spec },
});
const binding = (policyName: string, spec: object = {}, name = policyName) => ({
  apiVersion,
  kind: "ValidatingAdmissionPolicyBinding",
  metadata: { name },
  spec: { policyName, validationActions: ["Deny"], ...spec },
});
const create = (home: string, ask: string, data: object = {}) =>
  post(maps(home), map(ask, { data }, { labels: { ask } }));
const broken = (name: string, validations: object[], more: object = {}) => [
  policy(name, { validations, ...more }),
  binding(name),
];

export const policyCases: AdmissionCase[] = [
  {
    name: "policies that deny",
    before: [namespace("adm-policy", { team: "blue" })],
    configurations: [
      ...broken("plain", [{ expression: "has(object.data.good)" }]),
      ...broken("message", [{ expression: "has(object.data.good)", message: " be good " }]),
      ...broken("words", [
        {
          expression: "!has(object.data.bad)",
          messageExpression: "'never ' + object.data.bad + string(size(object.data))",
          message: "other",
          reason: "Forbidden",
        },
        {
          expression: "object.metadata.name == 'x'",
          messageExpression: "string(object.data.none)",
          message: "fallback",
          reason: "RequestEntityTooLarge",
        },
      ]),
      ...broken("lines", [{ expression: "false", messageExpression: "'a\\nb'" }]),
      ...broken("errs", [{ expression: "object.data.none == 'x'" }]),
      ...broken(
        "open",
        [{ expression: "object.data.none == 'x'" }, { expression: "object.data.a == '2'" }],
        { failurePolicy: "Ignore" },
      ),
      ...broken(
        "variables",
        [
          {
            expression: "variables.big && variables.never > 1",
            messageExpression: "'team ' + variables.team",
          },
          { expression: "variables.boom" },
        ],
        {
          variables: [
            { name: "team", expression: "namespaceObject.metadata.labels.team" },
            { name: "big", expression: "size(variables.team) > 10" },
            { name: "never", expression: "1" },
            { name: "boom", expression: "object.data.none == 'y'" },
          ],
        },
      ),
      ...broken("boom", [{ expression: "variables.boom" }], {
        variables: [{ name: "boom", expression: "object.data.none == 'y'" }],
      }),
      ...broken("conditions", [{ expression: "false" }], {
        matchConditions: [
          { name: "a", expression: "request.operation == 'CREATE'" },
          { name: "b", expression: "object.data.a == '1'" },
        ],
      }),
      ...broken("annotated", [{ expression: "true" }], {
        auditAnnotations: [{ key: "a", valueExpression: "string(object.data.none)" }],
      }),
      ...broken("authorizer", [
        {
          expression:
            "authorizer.group('apps').resource('deployments').subresource('status').name('x').check('get').allowed()",
          message: "may not",
        },
        { expression: "!authorizer.path('/healthz').check('get').allowed()", message: "may" },
      ]),
    ],
    steps: [
      ...[
        "plain",
        "message",
        "words",
        "lines",
        "errs",
        "open",
        "variables",
        "boom",
        "conditions",
        "annotated",
        "authorizer",
      ].map((ask) => create("adm-policy", ask, { a: "1", bad: "x" })),
      create("adm-policy", "none", { good: "1" }),
      post(maps("adm-policy"), { metadata: { generateName: "made-", labels: { ask: "plain" } } }),
    ],
  },
  {
    name: "policies that warn, and updates",
    before: [namespace("adm-warn")],
    configurations: [
      policy("warn", {
        validations: [
          { expression: "false", message: "take care" },
          {
            expression: "object == null || !has(object.data) || !has(object.data.deny)",
            message: 'no "deny"',
          },
        ],
      }),
      binding("warn", { validationActions: ["Warn", "Audit"] }),
      policy("keep", {
        matchConstraints: {
          resourceRules: [rule({ operations: ["UPDATE", "DELETE"] })],
          ...inNamespace("adm-warn"),
        },
        validations: [
          {
            expression:
              "oldObject.data.a == '1' && (request.operation == 'DELETE' ? object == null && !has(request.dryRun) : object.data.a == oldObject.data.a)",
            messageExpression:
              "request.operation + ' of ' + request.name + ' by ' + request.userInfo.username",
          },
        ],
      }),
      binding("keep"),
      policy("named", {
        matchConstraints: {
          resourceRules: [rule({ resourceNames: ["exactly"] })],
          excludeResourceRules: [rule({ operations: ["DELETE"] })],
          ...inNamespace("adm-warn"),
        },
        validations: [{ expression: "false", message: "named" }],
      }),
      binding("named"),
      policy("status", {
        matchConstraints: {
          resourceRules: [
            rule({ apiGroups: ["apps"], resources: ["deployments/status", "deployments/scale"] }),
          ],
          ...inNamespace("adm-warn"),
        },
        validations: [
          {
            expression: "!has(object.status) || object.status.replicas < 3",
            messageExpression: "object.kind + request.subResource",
          },
          { expression: "object.spec.replicas < 5" },
        ],
      }),
      binding("status"),
    ],
    steps: [
      post(
        maps("adm-warn"),
        map("a", { data: { a: "1", deny: "1" } }, { labels: { ask: "warn" } }),
      ),
      put(`${maps("adm-warn")}/a`, map("a", { data: { a: "2" } })),
      patch(
        `${maps("adm-warn")}/a?fieldManager=me&force=true`,
        "apply-patch",
        map("a", { data: { a: "3" } }),
      ),
      remove(`${maps("adm-warn")}/a?dryRun=All`),
      remove(maps("adm-warn")),
      post(maps("adm-warn"), map("exactly")),
      post(apps("adm-warn"), deployment("web", "one")),
      patch(`${apps("adm-warn")}/web/status`, "merge-patch", { status: { replicas: 4 } }),
      patch(`${apps("adm-warn")}/web/scale`, "merge-patch", { spec: { replicas: 6 } }),
    ],
  },
  {
    name: "parameters of policies",
    before: [
      namespace("adm-params"),
      post(maps("adm-params"), map("limits", { data: { max: "2" } })),
      post(maps("adm-params"), map("low", { data: { max: "1" } }, { labels: { limit: "yes" } })),
      post(maps("adm-params"), map("high", { data: { max: "5" } }, { labels: { limit: "yes" } })),
    ],
    configurations: [
      ...["byname", "selected", "absent", "allowed", "elsewhere", "unbound"].map((name) =>
        policy(name, {
          paramKind: { apiVersion: "v1", kind: "ConfigMap" },
          validations: [
            {
              expression: "params == null ? false : size(object.data) <= int(params.data.max)",
              messageExpression:
                "params == null ? 'nothing' : 'at most ' + params.data.max + ' by ' + params.kind",
            },
          ],
        }),
      ),
      binding("byname", { paramRef: { name: "limits", parameterNotFoundAction: "Deny" } }),
      binding("selected", {
        paramRef: { selector: { matchLabels: { limit: "yes" } }, parameterNotFoundAction: "Deny" },
      }),
      binding("absent", { paramRef: { name: "none", parameterNotFoundAction: "Deny" } }),
      binding("allowed", { paramRef: { name: "none", parameterNotFoundAction: "Allow" } }),
      binding("elsewhere", {
        paramRef: { name: "limits", namespace: "default", parameterNotFoundAction: "Deny" },
      }),
      binding("unbound"),
      policy("kindless", {
        paramKind: { apiVersion: "nowhere.example.com/v1", kind: "Nothing" },
        validations: [{ expression: "true" }],
      }),
      binding("kindless", { paramRef: { name: "x", parameterNotFoundAction: "Allow" } }),
    ],
    steps: ["byname", "selected", "absent", "allowed", "elsewhere", "unbound", "kindless"].map(
      (ask) => create("adm-params", ask, { a: "1", b: "2", c: "3" }),
    ),
  },
];
