import type { FieldError } from "../../../model/api-error.ts";
import { duplicate, forbidden, invalid, required } from "../../../model/findings.ts";
import {
  type Check,
  fields,
  first,
  given,
  isRequired,
  items,
  list,
  oneOf,
  text,
} from "../check.ts";
import type { KindRules } from "../kind-rules.ts";
import { dnsSubdomain, pathSegment, qualifiedName } from "../name-rules.ts";
import { labelSelector } from "../selectors.ts";
import { expressionProblems, matchConditions, type Names } from "./expressions.ts";
import { paramKind } from "./param-kind.ts";
import { matchResources, supported } from "./rules.ts";

interface Spec {
  paramKind?: object;
  matchConstraints?: { resourceRules?: unknown[] };
  variables?: { name?: string; expression?: string }[];
  validations?: Validation[];
  auditAnnotations?: { key?: string; valueExpression?: string }[];
}

interface Validation {
  expression?: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
}

function policy(value: unknown, at: string, policyName: string): FieldError[] {
  const spec = (value ?? {}) as Spec;
  const params = spec.paramKind !== undefined;
  const variables = (spec.variables ?? []).length > 0;
  const names: Names = { params, authorizer: true, variables };
  const neither = "validations or auditAnnotations must contain at least one item";
  const { validations = [], auditAnnotations = [] } = spec;
  const judges = validations.length + auditAnnotations.length > 0;
  return [
    ...fields({
      failurePolicy: first(isRequired(), supported("Fail", "Ignore")),
      paramKind: given(paramKind),
      matchConstraints: (constraints, place) =>
        constraints === undefined
          ? [required(place)]
          : [
              ...matchResources(constraints, place),
              ...isRequired()(spec.matchConstraints?.resourceRules, `${place}.resourceRules`),
            ],
      matchConditions: matchConditions({ params, authorizer: true, variables: false }),
      variables: items((each, place) => variable(each, place, names)),
    })(spec, at),
    ...(judges
      ? []
      : [required(`${at}.validations`, neither), required(`${at}.auditAnnotations`, neither)]),
    ...items((each, place) => validation(each as Validation, place, names))(
      validations,
      `${at}.validations`,
    ),
    ...annotations(auditAnnotations, { at: `${at}.auditAnnotations`, names, policyName }),
  ];
}

function variable(value: unknown, at: string, names: Names): FieldError[] {
  const { name = "", expression = "" } = value as { name?: string; expression?: string };
  const told = "must be a valid CEL identifier";
  return [
    ...(name.trim() === ""
      ? [required(`${at}.name`, "name is not specified")]
      : /^[_a-zA-Z][_a-zA-Z0-9]*$/.test(name)
        ? []
        : [invalid(`${at}.name`, name, told)]),
    ...(expression.trim() === ""
      ? [required(`${at}.expression`, "expression is not specified")]
      : expressionProblems(expression, `${at}.expression`, { names, types: [] })),
  ];
}

function validation(value: Validation, at: string, names: Names): FieldError[] {
  const { expression = "", message = "", messageExpression = "", reason } = value;
  const empty = "must be non-empty if specified";
  const words = { ...names, authorizer: false };
  return [
    ...(expression.trim() === ""
      ? [required(`${at}.expression`, "expression is not specified")]
      : expressionProblems(expression, `${at}.expression`, { names, types: ["bool"] })),
    ...(messageExpression !== "" && messageExpression.trim() === ""
      ? [invalid(`${at}.messageExpression`, messageExpression, empty)]
      : messageExpression === ""
        ? []
        : expressionProblems(messageExpression, `${at}.messageExpression`, {
            names: words,
            types: ["string"],
          })),
    ...(message !== "" && message.trim() === ""
      ? [invalid(`${at}.message`, message, empty)]
      : /[\n\r]/.test(message.trim())
        ? [invalid(`${at}.message`, message, "must not contain line breaks")]
        : []),
    ...given(supported("Forbidden", "Invalid", "RequestEntityTooLarge"))(reason, `${at}.reason`),
  ];
}

function annotations(
  values: readonly { key?: string; valueExpression?: string }[],
  { at, names, policyName }: { at: string; names: Names; policyName: string },
): FieldError[] {
  const keys = values.map(({ key = "" }) => key);
  return values.flatMap(({ key = "", valueExpression = "" }, index) => {
    const place = `${at}[${index}]`;
    const whole = `${policyName}/${key}`;
    return [
      ...qualifiedName(whole).map((told) => invalid(`${place}.key`, whole, told)),
      ...(valueExpression.trim() === ""
        ? [required(`${place}.valueExpression`, "valueExpression is not specified")]
        : expressionProblems(valueExpression, `${place}.valueExpression`, {
            names,
            types: ["string", "null_type"],
          })),
      ...(keys.indexOf(key) < index ? [duplicate(`${place}.key`, key)] : []),
    ];
  });
}

const paramRef: Check = given((value, at) => {
  const { name = "", selector } = value as { name?: string; selector?: object };
  const both = "name and selector are mutually exclusive";
  const exclusive = name !== "" && selector !== undefined;
  return [
    ...(name === "" ? [] : text(pathSegment)(name, `${at}.name`)),
    ...(exclusive ? [forbidden(`${at}.name`, both)] : []),
    ...labelSelector(selector, `${at}.selector`),
    ...(exclusive ? [forbidden(`${at}.selector`, both)] : []),
    ...(name === "" && selector === undefined
      ? [required(at, "one of name or selector must be specified")]
      : []),
    ...fields({ parameterNotFoundAction: first(isRequired(), supported("Deny", "Allow")) })(
      value,
      at,
    ),
  ];
});

function actions(value: unknown, at: string): FieldError[] {
  const given = list(value).map(String);
  const told =
    "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)";
  return [
    ...given.flatMap((action, index) => [
      ...oneOf("Audit", "Deny", "Warn")(action, `${at}[${index}]`),
      ...(given.indexOf(action) < index ? [duplicate(`${at}[${index}]`, action)] : []),
    ]),
    ...(given.includes("Deny") && given.includes("Warn") ? [invalid(at, given, told)] : []),
    ...(given.length === 0 ? [required(at, "at least one validation action is required")] : []),
  ];
}

export const admissionPolicyKinds: Record<string, KindRules> = {
  "ValidatingAdmissionPolicy admissionregistration.k8s.io": {
    validate: (value) => {
      const { spec, metadata } = value as { spec?: unknown; metadata?: { name?: string } };
      return policy(spec, "spec", metadata?.name ?? "");
    },
  },
  "ValidatingAdmissionPolicyBinding admissionregistration.k8s.io": {
    validate: fields({
      spec: fields({
        policyName: first(isRequired(), text(dnsSubdomain)),
        paramRef,
        matchResources,
        validationActions: actions,
      }),
    }),
  },
};
