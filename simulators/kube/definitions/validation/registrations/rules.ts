import type { FieldError } from "../../../model/api-error.ts";
import { duplicate, invalid, required, unsupported } from "../../../model/findings.ts";
import {
  all,
  type Check,
  fields,
  first,
  given,
  isEmpty,
  isRequired,
  items,
  list,
  oneOf,
  text,
} from "../check.ts";
import { dnsSubdomain, pathSegment } from "../name-rules.ts";
import { labelSelector } from "../selectors.ts";

const operations = ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"];

/** `RuleWithOperations`: what requests a webhook or policy is about. */
export const ruleWithOperations: Check = fields({
  operations: all(
    isRequired(),
    alone("if '*' is present, must not specify other operations"),
    items(oneOf(...operations)),
  ),
  apiGroups: all(isRequired(), alone("if '*' is present, must not specify other API groups")),
  apiVersions: all(
    isRequired(),
    alone("if '*' is present, must not specify other API versions"),
    items(isRequired()),
  ),
  resources: resources,
  scope: given(oneOf("*", "Cluster", "Namespaced")),
});

const namedRule: Check = all(
  fields({
    resourceNames: (value, at) => {
      const names = list(value);
      return names.flatMap((name, index) => [
        ...text(pathSegment)(name, `${at}[${index}]`),
        ...(names.indexOf(name) < index ? [duplicate(`${at}[${index}]`, name)] : []),
      ]);
    },
  }),
  ruleWithOperations,
);

/** `MatchResources` of policies and their bindings. */
export const matchResources: Check = given(
  fields({
    matchPolicy: first(isRequired(), oneOf("Equivalent", "Exact")),
    namespaceSelector: first(absent, labelSelector),
    objectSelector: first(absent, labelSelector),
    resourceRules: items(namedRule),
    excludeResourceRules: items(namedRule),
  }),
);

/** A domain of three segments at least. */
export const qualifiedDomain: Check = first(isRequired(), (value, at) => {
  const name = String(value);
  const problems = dnsSubdomain(name);
  if (problems.length > 0) return [invalid(at, name, problems.join(","))];
  if (name.split(".").length >= 3) return [];
  const told = "should be a domain with at least three segments separated by dots";
  return [invalid(at, name, told)];
});

/** Not even an empty one stands there. */
function absent(value: unknown, at: string): FieldError[] {
  return value === undefined || value === null ? [required(at)] : [];
}

function alone(detail: string): Check {
  return (value, at) =>
    list(value).length > 1 && list(value).includes("*") ? [invalid(at, value, detail)] : [];
}

function resources(value: unknown, at: string): FieldError[] {
  const all = list(value).map(String);
  if (all.length === 0) return [required(at)];
  const [wholeResources, wholeSubresources] = [new Set<string>(), new Set<string>()];
  let plain = false;
  const errors = all.flatMap((each, index) => {
    const place = `${at}[${index}]`;
    if (isEmpty(each)) return [required(place)];
    const [resource = "", ...rest] = each.split("/");
    if (rest.length === 0) {
      plain = each !== "*";
      return [];
    }
    const sub = rest.join("/");
    const found = [
      ...(wholeResources.has(resource)
        ? [invalid(place, each, `if '${resource}/*' is present, must not specify ${each}`)]
        : []),
      ...(wholeSubresources.has(sub)
        ? [invalid(place, each, `if '*/${sub}' is present, must not specify ${each}`)]
        : []),
    ];
    if (sub === "*") wholeResources.add(resource);
    if (resource === "*") wholeSubresources.add(sub);
    return found;
  });
  if (all.length > 1 && all.includes("*/*")) {
    errors.push(invalid(at, all, "if '*/*' is present, must not specify other resources"));
  }
  if (all.includes("*") && plain) {
    const told = "if '*' is present, must not specify other resources without subresources";
    errors.push(invalid(at, all, told));
  }
  return errors;
}

/** One of a few words, told as not supported. */
export function supported(...values: string[]): Check {
  return (value, at) => (values.includes(String(value)) ? [] : [unsupported(at, value, values)]);
}
