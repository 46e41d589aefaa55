import type { FieldError } from "../../model/api-error.ts";
import { forbidden, required } from "../../model/findings.ts";
import type { JsonSchemaProps } from "./crd-shape.ts";
import { validatePattern } from "./validate-pattern.ts";

/**
 * Below `allOf`, `anyOf`, `oneOf` and `not` values can be narrowed, and nothing new be specified: the
 * latter the real server looks for only at the root.
 */
export function validateNested(schema: JsonSchemaProps, at: string, root: boolean): FieldError[] {
  const errors: FieldError[] = [];
  eachNested(schema, (nested, step) => {
    visit(nested, `${at}.${step}`, errors);
    if (root) complete(nested, schema, at, `${at}.${step}`, errors);
  });
  return errors;
}

function eachNested(
  schema: JsonSchemaProps,
  take: (nested: JsonSchemaProps, step: string) => void,
): void {
  for (const key of ["anyOf", "allOf", "oneOf"] as const)
    for (const [index, nested] of (schema[key] ?? []).entries())
      if (!(key === "anyOf" && isIntOrString(schema)) && !isIntOrString(nested))
        take(nested, `${key}[${index}]`);
  if (schema.not) take(schema.not, "not");
}

/** The one use of types there that is allowed: a number or a string. */
function isIntOrString({ anyOf }: JsonSchemaProps): boolean {
  const [one, two, ...others] = anyOf ?? [];
  return one?.type === "integer" && two?.type === "string" && others.length === 0;
}

const forbiddenHere = [
  ["type", "must be empty to be structural"],
  ["additionalProperties", "must be undefined to be structural"],
  ["default", "must be undefined to be structural"],
  ["title", "must be empty to be structural"],
  ["description", "must be empty to be structural"],
  ["nullable", "must be false to be structural"],
  ["x-kubernetes-preserve-unknown-fields", "must be false to be structural"],
  ["x-kubernetes-embedded-resource", "must be false to be structural"],
  ["x-kubernetes-int-or-string", "must be false to be structural"],
  ["x-kubernetes-list-map-keys", "must be empty to be structural"],
  ["x-kubernetes-list-type", "must be undefined to be structural"],
  ["x-kubernetes-map-type", "must be undefined to be structural"],
  ["x-kubernetes-validations", "must be empty to be structural"],
] as const;

function visit(nested: JsonSchemaProps, at: string, errors: FieldError[]): void {
  for (const [key, detail] of forbiddenHere)
    if (nested[key]) errors.push(forbidden(`${at}.${key}`, detail));
  errors.push(...validatePattern(nested, at));
  eachNested(nested, (deeper, step) => visit(deeper, `${at}.${step}`, errors));
  if (nested.items) visit(nested.items, `${at}.items`, errors);
  for (const [name, property] of Object.entries(nested.properties ?? {}))
    visit(property, `${at}.properties[${name}]`, errors);
}

function complete(
  nested: JsonSchemaProps,
  specified: JsonSchemaProps | undefined,
  specifiedAt: string,
  at: string,
  errors: FieldError[],
): void {
  if (!specified) {
    errors.push(required(specifiedAt, `because it is defined in ${at}`));
    return;
  }
  eachNested(nested, (deeper, step) =>
    complete(deeper, specified, specifiedAt, `${at}.${step}`, errors),
  );
  const below = (step: string, one: JsonSchemaProps, two: JsonSchemaProps | undefined) =>
    complete(one, two, `${specifiedAt}.${step}`, `${at}.${step}`, errors);
  if (nested.items) below("items", nested.items, specified.items);
  for (const [name, property] of Object.entries(nested.properties ?? {}))
    below(`properties[${name}]`, property, specified.properties?.[name]);
}
