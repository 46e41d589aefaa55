import { builtinDefinitions } from "../definitions/builtin-definitions.ts";
import type { ApiObject } from "../model/api-object.ts";
import { builtinType } from "../schema/cel/estimate/builtin-type.ts";
import { typeProblem } from "../schema/cel/estimate/judge-rule.ts";
import { dyn } from "../schema/cel/estimate/type.ts";
import type { ControllerContext } from "./controller.ts";
import { workQueue } from "./work-queue.ts";

const apiVersion = "admissionregistration.k8s.io/v1";
const kind = "ValidatingAdmissionPolicy";
const policies = { apiVersion, resource: "validatingadmissionpolicies" };
const fieldManager = "validatingadmissionpolicy-status";
/** No more kinds are looked at for one policy. */
const kindsMax = 10;

interface PolicySpec {
  matchConstraints?: {
    resourceRules?: { apiGroups?: string[]; apiVersions?: string[]; resources?: string[] }[];
  };
  validations?: { expression: string; messageExpression?: string }[];
}

/**
 * Says in a policy's status for which kinds its expressions ask for what isn't there. Types are those of
 * built-in kinds; of custom resources nothing is said.
 */
export function startPolicyStatus(context: ControllerContext): AsyncDisposable {
  const { client, onError } = context;
  const stack = new AsyncDisposableStack();
  const queue = stack.use(workQueue({ ...context, work, workers: 1 }));
  const followed = stack.use(
    client.follow(policies, {
      onError,
      onChange(change) {
        if (change.type === "synced") queue.start();
        else if (change.type !== "deleted") queue.add(change.object.metadata.name);
      },
    }),
  );
  return stack;

  async function work(name: string): Promise<undefined> {
    const policy = followed.get(undefined, name);
    if (!policy) return;
    const { generation = 0 } = policy.metadata;
    const { observedGeneration = 0 } = (policy.status ?? {}) as { observedGeneration?: number };
    if (generation <= observedGeneration) return;
    const expressionWarnings = warningsOf(policy);
    const typeChecking = expressionWarnings.length > 0 ? { expressionWarnings } : {};
    const status = { observedGeneration: generation, typeChecking };
    const patch = { apiVersion, kind, metadata: { name }, status };
    const path = { ...policies, name, subresource: "status" };
    await client.patch(path, { type: "apply", patch, force: true }, { fieldManager });
  }
}

function warningsOf({ spec }: ApiObject): { fieldRef: string; warning: string }[] {
  const { validations = [], matchConstraints } = spec as PolicySpec;
  const kinds = kindsOf(matchConstraints?.resourceRules ?? []);
  return validations.flatMap(({ expression, messageExpression }, index) =>
    Object.entries({ expression, messageExpression }).flatMap(([field, source]) => {
      if (!source) return [];
      const told = kinds.flatMap(({ name, type }) => {
        const problem = typeProblem(
          source,
          new Map([...loose, ["object", type], ["oldObject", type]]),
        );
        return problem === undefined ? [] : [`${name}: ${problem}\n`];
      });
      const fieldRef = `spec.validations[${index}].${field}`;
      return told.length > 0 ? [{ fieldRef, warning: told.join("\n") }] : [];
    }),
  );
}

/** What is held to its types when a policy is made, or to none. */
const loose = new Map(
  ["request", "params", "namespaceObject", "variables", "authorizer"].map((name) => [name, dyn]),
);

/** Kinds that rules name one by one, in the order of their names. */
function kindsOf(rules: NonNullable<NonNullable<PolicySpec["matchConstraints"]>["resourceRules"]>) {
  const named = rules.filter(({ apiGroups = [], apiVersions = [], resources = [] }) =>
    [...apiGroups, ...apiVersions, ...resources].every((each) => !each.includes("*")),
  );
  const kinds = new Map(
    named.flatMap(({ apiGroups = [], apiVersions = [], resources = [] }) =>
      builtinDefinitions()
        .filter(({ group, plural }) => apiGroups.includes(group) && resources.includes(plural))
        .flatMap(({ group, kind, versions }) =>
          versions
            .filter(({ name }) => apiVersions.includes(name))
            .map(
              ({ name, schema }) =>
                [`${group}/${name}, Kind=${kind}`, (schema && builtinType(schema)) ?? dyn] as const,
            ),
        ),
    ),
  );
  const sorted = [...kinds].sort(([a], [b]) => (a < b ? -1 : 1)).slice(0, kindsMax);
  return sorted.map(([name, type]) => ({ name, type }));
}
