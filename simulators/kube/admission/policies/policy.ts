import type { ObjectReader } from "../../model/access.ts";
import type { LabelSelector } from "../../model/label-selector.ts";
import type { Rule } from "../match-rules.ts";
import type { Selectors } from "../match-selectors.ts";
import type { MatchCondition } from "../webhooks/webhook.ts";

/** `MatchResources` of admissionregistration.k8s.io. */
export interface MatchResources extends Selectors {
  resourceRules?: Rule[];
  excludeResourceRules?: Rule[];
  matchPolicy?: "Exact" | "Equivalent";
}

export interface Validation {
  expression: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
}

/** A ValidatingAdmissionPolicy. */
export interface Policy {
  name: string;
  paramKind?: { apiVersion: string; kind: string };
  matchConstraints?: MatchResources;
  matchConditions?: MatchCondition[];
  variables?: { name: string; expression: string }[];
  validations?: Validation[];
  auditAnnotations?: { key: string; valueExpression: string }[];
  failurePolicy?: "Fail" | "Ignore";
}

export interface ParamRef {
  name?: string;
  namespace?: string;
  selector?: LabelSelector;
  parameterNotFoundAction?: "Allow" | "Deny";
}

/** A ValidatingAdmissionPolicyBinding. */
export interface Binding {
  name: string;
  policyName: string;
  paramRef?: ParamRef;
  matchResources?: MatchResources;
  validationActions?: string[];
}

const group = "admissionregistration.k8s.io";

/** Policies that are bound, with their bindings, all by name. */
export function boundPolicies(reader: ObjectReader): { policy: Policy; bindings: Binding[] }[] {
  const policies = named<Policy>(reader, "validatingadmissionpolicies");
  if (policies.length === 0) return [];
  const bindings = named<Binding>(reader, "validatingadmissionpolicybindings");
  return policies
    .map((policy) => ({
      policy,
      bindings: bindings.filter(({ policyName }) => policyName === policy.name),
    }))
    .filter((each) => each.bindings.length > 0);
}

function named<T extends { name: string }>(reader: ObjectReader, resource: string): T[] {
  return reader
    .list({ group, resource })
    .map(({ metadata, spec }) => ({ ...(spec as Omit<T, "name">), name: metadata.name }) as T)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
}
