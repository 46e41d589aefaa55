import { expect, test } from "vitest";
import { until } from "../../client/testing/contract.ts";
import type { TestCluster } from "./test-cluster.ts";

const apiVersion = "admissionregistration.k8s.io/v1";
const policies = { apiVersion, resource: "validatingadmissionpolicies" };
const rule = (group: string, ...resources: string[]) => ({
  ...{ apiGroups: [group], apiVersions: ["v1"], operations: ["CREATE"], resources },
});
const unknownField = (kind: string) =>
  `${kind}: ERROR: <input>:1:7: undefined field 'foo'\n | object.foo > 1\n | ......^\n`;
const first = "spec.validations[0].expression";
const workloads = [rule("apps", "statefulsets", "deployments"), rule("", "pods")];

const cases: [name: string, rules: object[], expressions: string[], warnings: object[]][] = [
  [
    "sound",
    [rule("apps", "deployments")],
    [
      "object.spec.replicas < 5 && object.spec.template.spec.containers.all(c, c.image != '')",
      "object.metadata.?labels.foo.orValue('') == 'a' || object.metadata.annotations['x'] == 'y'",
      "object.spec.strategy.rollingUpdate.maxSurge == 1",
      "object.metadata.creationTimestamp > timestamp('2020-01-01T00:00:00Z')",
      "authorizer.group('').resource('pods').check('get').allowed()",
      "variables.x > 1 && request.operation == 'CREATE' && namespaceObject.metadata.name != 'a'",
    ],
    [],
  ],
  [
    "of-several-kinds",
    workloads,
    ["object.foo > 1"],
    [
      {
        fieldRef: first,
        warning: ["/v1, Kind=Pod", "apps/v1, Kind=Deployment", "apps/v1, Kind=StatefulSet"]
          .map(unknownField)
          .join("\n"),
      },
    ],
  ],
  [
    "of-quantities",
    [rule("apps", "deployments")],
    ["has(object.spec.template.spec.containers[0].resources.limits)"],
    [
      {
        fieldRef: first,
        // The real one doesn't see them.
        warning:
          "apps/v1, Kind=Deployment: ERROR: <input>:1:4: undefined field 'limits'\n" +
          " | has(object.spec.template.spec.containers[0].resources.limits)\n | ...^\n",
      },
    ],
  ],
  ["of-all-kinds", [rule("*", "*")], ["object.foo > 1"], []],
  [
    "of-what-was",
    [rule("apps", "deployments")],
    ["oldObject.spec.replicas == 'a'"],
    [
      {
        fieldRef: first,
        warning:
          "apps/v1, Kind=Deployment: ERROR: <input>:1:25: found no matching overload for '_==_' applied to '(int, string)'\n" +
          " | oldObject.spec.replicas == 'a'\n | ........................^\n",
      },
    ],
  ],
];

export function policyContract(cluster: () => TestCluster): void {
  test.each(cases)(
    "a policy says what is wrong with its expressions: %s",
    async (name, resourceRules, expressions, expressionWarnings) => {
      const { client } = cluster();
      const validations = expressions.map((expression) => ({ expression }));
      await client.create(policies, {
        apiVersion,
        kind: "ValidatingAdmissionPolicy",
        metadata: { name },
        spec: {
          matchConstraints: { resourceRules },
          variables: [{ name: "x", expression: "object.spec.replicas" }],
          validations,
        },
      });
      const path = { ...policies, name };
      const status = async () => (await client.get(path)).status as { observedGeneration?: number };
      await until(async () => (await status())?.observedGeneration === 1);
      const typeChecking = expressionWarnings.length > 0 ? { expressionWarnings } : {};
      expect(await status()).toEqual({ observedGeneration: 1, typeChecking });
      const patch = { spec: { validations: [{ expression: "true" }] } };
      await client.patch(path, { type: "merge", patch });
      await until(async () => (await status())?.observedGeneration === 2);
      // What is taken back leaves nothing behind.
      const after = expressionWarnings.length > 0 ? {} : { typeChecking };
      expect(await status()).toEqual({ observedGeneration: 2, ...after });
    },
  );
}
