import type { FieldError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";

/** The rule a name is held to, and how a break of it is told. */
interface NameRule {
  pattern: RegExp;
  lengthMax: number;
  told: string;
}

const subdomain: NameRule = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
  lengthMax: 253,
  told: "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')",
};
const label: NameRule = {
  pattern: /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
  lengthMax: 63,
  told: "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric character (e.g. 'my-name',  or '123-abc', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?')",
};
const service: NameRule = {
  pattern: /^[a-z]([-a-z0-9]*[a-z0-9])?$/,
  lengthMax: 63,
  told: "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
};
const labelValue: NameRule = {
  pattern: /^(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?$/,
  lengthMax: 63,
  told: "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '(([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9])?')",
};
const keyName: NameRule = {
  pattern: /^([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]$/,
  lengthMax: 63,
  told: "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]')",
};

/** Checks `metadata` of a new object, but for what depends on the kind's own fields. */
export function validateMetadata(object: ApiObject, definition: ResourceDefinition): FieldError[] {
  const { name, labels = {}, annotations = {} } = object.metadata;
  return [
    ...(name
      ? nameProblems(name, definition).map((detail) => wrong("metadata.name", name, detail))
      : [required("metadata.name", "name or generateName is required")]),
    ...Object.keys(labels).flatMap((key) => keyProblems(key, "metadata.labels")),
    ...Object.values(labels).flatMap((value) =>
      problemsOf(value, labelValue).map((detail) => wrong("metadata.labels", value, detail)),
    ),
    ...Object.keys(annotations).flatMap((key) =>
      keyProblems(key.toLowerCase(), "metadata.annotations"),
    ),
  ];
}

function nameProblems(name: string, { group, plural }: ResourceDefinition): string[] {
  if (group === "rbac.authorization.k8s.io") return segmentProblems(name);
  if (group === "" && plural === "namespaces") return problemsOf(name, label);
  if (group === "" && plural === "services") return problemsOf(name, service);
  return problemsOf(name, subdomain);
}

/** Names of RBAC objects need only be one segment of a path. */
function segmentProblems(name: string): string[] {
  if (name === "." || name === "..") return [`may not be '${name}'`];
  return ["/", "%"]
    .filter((part) => name.includes(part))
    .map((part) => `may not contain '${part}'`);
}

function keyProblems(key: string, field: string): FieldError[] {
  const parts = key.split("/");
  const name = parts.pop() ?? "";
  if (parts.length > 1) {
    const detail = `a qualified name must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. 'MyName',  or 'my.name',  or '123-abc', regex used for validation is '([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]') with an optional DNS subdomain prefix and '/' (e.g. 'example.com/MyName')`;
    return [wrong(field, key, detail)];
  }
  const prefix = parts[0];
  const details = [
    ...(prefix === "" ? ["prefix part must be non-empty"] : []),
    ...(prefix ? problemsOf(prefix, subdomain).map((each) => `prefix part ${each}`) : []),
    ...(name === "" ? ["name part must be non-empty"] : []),
    ...problemsOf(name, keyName).map((each) =>
      each.startsWith("must") ? `name part ${each}` : each,
    ),
  ];
  return details.map((detail) => wrong(field, key, detail));
}

function problemsOf(value: string, rule: NameRule): string[] {
  return [
    ...(value.length > rule.lengthMax ? [`must be no more than ${rule.lengthMax} characters`] : []),
    ...(rule.pattern.test(value)
      ? []
      : [onlyDots(value, rule) ? "must not contain dots" : rule.told]),
  ];
}

/** Good for a subdomain, so that dots are all that is wrong with it as a label. */
function onlyDots(value: string, rule: NameRule): boolean {
  return rule === label && subdomain.pattern.test(value);
}

function wrong(field: string, value: unknown, detail: string): FieldError {
  return { type: "FieldValueInvalid", field, value, detail };
}

function required(field: string, detail: string): FieldError {
  return { type: "FieldValueRequired", field, detail };
}
