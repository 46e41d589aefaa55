import type { FieldError } from "../../model/api-error.ts";
import { invalid, required, unsupported } from "../../model/findings.ts";
import { isObject } from "../../schema/is-object.ts";
import {
  atLeast,
  type Check,
  fields,
  given,
  isEmpty,
  isRequired,
  items,
  must,
  oneOf,
  same,
  text,
} from "./check.ts";
import { internalValue } from "./internal-value.ts";
import type { KindRules } from "./kind-rules.ts";
import { dnsSubdomain, pathSegment } from "./name-rules.ts";
import { intOrPercent } from "./numbers.ts";
import { labelSelector } from "./selectors.ts";

const rbacGroup = "rbac.authorization.k8s.io";

/** Roles, budgets, leases and classes: kinds that run nothing. */
export const policyKinds: Record<string, KindRules> = {
  [`Role ${rbacGroup}`]: {
    validate: fields({ rules: items(rule(true)) }),
    timesOnUpdate: 2,
  },
  [`ClusterRole ${rbacGroup}`]: {
    validate: fields({
      rules: items(rule(false)),
      aggregationRule: given(
        fields({
          clusterRoleSelectors: must(
            items(aggregated),
            "at least one clusterRoleSelector required if aggregationRule is non-nil",
          ),
        }),
      ),
    }),
    timesOnUpdate: 2,
  },
  [`RoleBinding ${rbacGroup}`]: bindingRules(["Role", "ClusterRole"]),
  [`ClusterRoleBinding ${rbacGroup}`]: bindingRules(["ClusterRole"]),
  "PodDisruptionBudget policy": { validate: fields({ spec: validateBudget }) },
  "Lease coordination.k8s.io": {
    validate: fields({
      spec: fields({
        leaseDurationSeconds: given(atLeast(1, "must be greater than 0")),
        leaseTransitions: given(atLeast(0)),
      }),
    }),
  },
};

function rule(namespaced: boolean): Check {
  return (value, at) => {
    const { nonResourceURLs, apiGroups, resources } = value as Record<string, unknown>;
    const urls = (detail: string) => invalid(`${at}.nonResourceURLs`, nonResourceURLs, detail);
    const found = fields({ verbs: isRequired("verbs must contain at least one value") })(value, at);
    if (!isEmpty(nonResourceURLs)) {
      const mixed = ![apiGroups, resources].every(isEmpty);
      return [
        ...found,
        ...(namespaced ? [urls("namespaced rules cannot apply to non-resource URLs")] : []),
        ...(mixed
          ? [urls("rules cannot apply to both regular resources and non-resource URLs")]
          : []),
      ];
    }
    return [
      ...found,
      ...fields({
        apiGroups: isRequired("resource rules must supply at least one api group"),
        resources: isRequired("resource rules must supply at least one resource"),
      })(value, at),
    ];
  };
}

function aggregated(value: unknown, at: string): FieldError[] {
  const found = labelSelector(value, at);
  return found.length === 0 ? [] : [...found, invalid(at, null, "invalid label selector.")];
}

function bindingRules(roleKinds: string[]): KindRules {
  const apiGroup: Check = (value, at) =>
    value === rbacGroup ? [] : [unsupported(at, value ?? "", [rbacGroup])];
  const namespaced = roleKinds.length > 1;
  return {
    timesOnUpdate: 2,
    validate: fields({
      roleRef: fields({ apiGroup, kind: oneOf(...roleKinds), name: must(text(pathSegment)) }),
      subjects: items(subject(namespaced)),
    }),
    update: (object, old) =>
      same(object.roleRef, old.roleRef)
        ? []
        : [
            invalid(
              "roleRef",
              internalValue("rbac.RoleRef", object.roleRef),
              "cannot change roleRef",
            ),
          ],
  };
}

function subject(namespaced: boolean): Check {
  return (value, at) => {
    const { kind = "", name, apiGroup = "", namespace } = value as Record<string, string>;
    const found = fields({ name: isRequired() })(value, at);
    if (kind === "ServiceAccount") {
      return [
        ...found,
        ...(name ? text(dnsSubdomain)(name, `${at}.name`) : []),
        ...(apiGroup === "" ? [] : [unsupported(`${at}.apiGroup`, apiGroup, [""])]),
        ...(namespaced || namespace ? [] : [required(`${at}.namespace`)]),
      ];
    }
    if (kind === "User" || kind === "Group")
      return apiGroup === rbacGroup
        ? found
        : [...found, unsupported(`${at}.apiGroup`, apiGroup, [rbacGroup])];
    return [...found, unsupported(`${at}.kind`, kind, ["ServiceAccount", "User", "Group"])];
  };
}

function validateBudget(value: unknown, at: string): FieldError[] {
  const spec = isObject(value) ? value : {};
  const both = !isEmpty(spec.minAvailable) && !isEmpty(spec.maxUnavailable);
  const printed = internalValue("policy.PodDisruptionBudgetSpec", spec);
  return [
    ...(both ? [invalid(at, printed, "minAvailable and maxUnavailable cannot be both set")] : []),
    ...fields({
      minAvailable: given(intOrPercent),
      maxUnavailable: given(intOrPercent),
      selector: labelSelector,
      unhealthyPodEvictionPolicy: given(oneOf("AlwaysAllow", "IfHealthyBudget")),
    })(spec, at),
  ];
}
