import type { FieldError } from "../../../model/api-error.ts";
import { forbidden, invalid, required, unsupported } from "../../../model/findings.ts";
import {
  all,
  type Check,
  fields,
  filled,
  given,
  isRequired,
  items,
  list,
  must,
  number,
  oneOf,
  text,
} from "../check.ts";
import { dnsSubdomain, labelValue, qualifiedName } from "../name-rules.ts";
import { labelSelector } from "../selectors.ts";

const effects = oneOf("NoSchedule", "PreferNoSchedule", "NoExecute");

export const tolerations: Check = items((value, at) => {
  const {
    key = "",
    operator = "",
    value: wanted = "",
    effect = "",
    tolerationSeconds,
  } = value as Record<string, string>;
  const place = `${at}.operator`;
  const matchAll =
    'operator must be Exists when `key` is empty, which means "match all values and all keys"';
  const found: FieldError[] = [
    ...(key === "" ? [] : text(qualifiedName)(key, `${at}.key`)),
    ...(key === "" && operator !== "Exists" ? [invalid(place, operator, matchAll)] : []),
    ...(tolerationSeconds !== undefined && effect !== "NoExecute"
      ? [
          invalid(
            `${at}.effect`,
            effect,
            "effect must be 'NoExecute' when `tolerationSeconds` is set",
          ),
        ]
      : []),
  ];
  if (operator === "" || operator === "Equal") {
    const problems = labelValue(wanted);
    if (problems.length > 0) found.push(invalid(place, wanted, problems.join(";")));
  } else if (operator === "Exists") {
    const detail = "value must be empty when `operator` is 'Exists'";
    if (wanted !== "") found.push(invalid(place, wanted, detail));
  } else found.push(unsupported(place, operator, ["Equal", "Exists"]));
  return [...found, ...fields({ effect: filled(effects) })(value, at)];
});

const nodeRequirement: Check = (value, at) => {
  const { operator = "", values } = value as { operator?: string; values?: unknown };
  const count = list(values).length;
  return [...nodeOperator(operator, count, at), ...fields({ key: text(qualifiedName) })(value, at)];
};

function nodeOperator(operator: string, count: number, at: string): FieldError[] {
  const place = `${at}.values`;
  switch (operator) {
    case "In":
    case "NotIn":
      if (count > 0) return [];
      return [required(place, "must be specified when `operator` is 'In' or 'NotIn'")];
    case "Exists":
    case "DoesNotExist":
      if (count === 0) return [];
      return [
        forbidden(place, "may not be specified when `operator` is 'Exists' or 'DoesNotExist'"),
      ];
    case "Gt":
    case "Lt":
      if (count === 1) return [];
      return [required(place, "must be specified single value when `operator` is 'Lt' or 'Gt'")];
    default:
      return [invalid(`${at}.operator`, operator, "not a valid selector operator")];
  }
}

export const nodeTerm: Check = fields({ matchExpressions: items(nodeRequirement) });

const weight: Check = (value, at) =>
  number(value) >= 1 && number(value) <= 100
    ? []
    : [invalid(at, number(value), "must be in the range 1-100")];

const podTerm: Check = fields({
  labelSelector,
  namespaceSelector: labelSelector,
  topologyKey: all(isRequired("can not be empty"), text(qualifiedName)),
});

const podAffinity: Check = given(
  fields({
    requiredDuringSchedulingIgnoredDuringExecution: items(podTerm),
    preferredDuringSchedulingIgnoredDuringExecution: items(
      fields({ weight, podAffinityTerm: podTerm }),
    ),
  }),
);

export const affinity: Check = given(
  fields({
    nodeAffinity: given(
      fields({
        requiredDuringSchedulingIgnoredDuringExecution: given(
          fields({
            nodeSelectorTerms: must(items(nodeTerm), "must have at least one node selector term"),
          }),
        ),
        preferredDuringSchedulingIgnoredDuringExecution: items(
          fields({ weight, preference: nodeTerm }),
        ),
      }),
    ),
    podAffinity,
    podAntiAffinity: podAffinity,
  }),
);

const spreadPolicies = filled(oneOf("Honor", "Ignore"));

export const spreadConstraints: Check = items(
  fields({
    maxSkew: (value, at) =>
      number(value) > 0 ? [] : [invalid(at, number(value), "must be greater than zero")],
    topologyKey: isRequired("can not be empty"),
    whenUnsatisfiable: oneOf("DoNotSchedule", "ScheduleAnyway"),
    minDomains: given((value, at) =>
      number(value) > 0 ? [] : [invalid(at, number(value), "must be greater than zero")],
    ),
    nodeAffinityPolicy: spreadPolicies,
    nodeTaintsPolicy: spreadPolicies,
    labelSelector,
  }),
);

export const priorityClassName = filled(text(dnsSubdomain));
