import type { FieldError } from "../../model/api-error.ts";

const label = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const subdomain = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;

/** Why `name` is no DNS-1035 label, in the server's words; nothing where it is one. */
export function labelProblem(name: string): string | undefined {
  const problems = [
    ...(name.length > 63 ? ["must be no more than 63 bytes"] : []),
    ...(label.test(name)
      ? []
      : [
          "a DNS-1035 label must consist of lower case alphanumeric characters or '-', start with an " +
            "alphabetic character, and end with an alphanumeric character (e.g. 'my-name',  or 'abc-123', " +
            "regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')",
        ]),
  ];
  return problems.length === 0 ? undefined : problems.join(",");
}

export function subdomainProblem(name: string): string | undefined {
  if (name.length > 253) return "must be no more than 253 bytes";
  if (subdomain.test(name)) return undefined;
  return (
    "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and " +
    "must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is " +
    "'[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')"
  );
}

export function invalid(field: string, value: unknown, detail: string): FieldError {
  return { type: "FieldValueInvalid", field, value, detail };
}

export function required(field: string, detail = ""): FieldError {
  return { type: "FieldValueRequired", field, detail };
}

export function forbidden(field: string, detail: string): FieldError {
  return { type: "FieldValueForbidden", field, detail };
}

export function notSupported(field: string, value: unknown, values: string[]): FieldError {
  const detail = `supported values: ${values.map((one) => JSON.stringify(one)).join(", ")}`;
  return { type: "FieldValueNotSupported", field, value, detail };
}
