import type { FieldError } from "../../model/api-error.ts";
import { forbidden, invalid, required, unsupported } from "../../model/findings.ts";
import type { JsonSchemaProps } from "./crd-shape.ts";

/** The `x-kubernetes-*` words of one schema. */
export function validateExtensions(schema: JsonSchemaProps, at: string): FieldError[] {
  return [
    ...validateFlags(schema, at),
    ...validateListType(schema, at),
    ...validateListMap(schema, at),
    ...validateRuleWords(schema, at),
  ];
}

function validateFlags(schema: JsonSchemaProps, at: string): FieldError[] {
  const errors: FieldError[] = [];
  const open = schema["x-kubernetes-preserve-unknown-fields"];
  if (open === false)
    errors.push(
      invalid(`${at}.x-kubernetes-preserve-unknown-fields`, false, "must be true or undefined"),
    );
  const mapType = schema["x-kubernetes-map-type"];
  if (mapType !== undefined && schema.type !== "object") {
    const detail = "must be object if x-kubernetes-map-type is specified";
    errors.push(
      schema.type ? invalid(`${at}.type`, schema.type, detail) : required(`${at}.type`, detail),
    );
  }
  if (mapType !== undefined && !["atomic", "granular"].includes(mapType))
    errors.push(unsupported(`${at}.x-kubernetes-map-type`, mapType, ["atomic", "granular"]));
  if (schema["x-kubernetes-int-or-string"] && open)
    errors.push(
      invalid(
        `${at}.x-kubernetes-preserve-unknown-fields`,
        true,
        "must be false if x-kubernetes-int-or-string is true",
      ),
    );
  return errors;
}

function validateListType(schema: JsonSchemaProps, at: string): FieldError[] {
  const listType = schema["x-kubernetes-list-type"];
  if (listType === undefined) return [];
  const errors: FieldError[] = [];
  if (schema.type !== "array") {
    const detail = "must be array if x-kubernetes-list-type is specified";
    errors.push(
      schema.type ? invalid(`${at}.type`, schema.type, detail) : required(`${at}.type`, detail),
    );
  }
  const all = ["atomic", "set", "map"];
  if (!all.includes(listType))
    errors.push(unsupported(`${at}.x-kubernetes-list-type`, listType, all));
  if (listType !== "atomic" && schema.items?.nullable)
    errors.push(
      forbidden(
        `${at}.items.nullable`,
        `cannot be nullable when x-kubernetes-list-type is ${listType}`,
      ),
    );
  return errors;
}

function validateListMap(schema: JsonSchemaProps, at: string): FieldError[] {
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  const listType = schema["x-kubernetes-list-type"];
  const errors: FieldError[] = [];
  const typeAt = `${at}.x-kubernetes-list-type`;
  const keysAt = `${at}.x-kubernetes-list-map-keys`;
  if (keys.length > 0 && listType !== "map") {
    const detail = "must be map if x-kubernetes-list-map-keys is non-empty";
    errors.push(listType ? invalid(typeAt, listType, detail) : required(typeAt, detail));
  }
  if (listType !== "map") return errors;
  if (keys.length === 0)
    errors.push(required(keysAt, "must not be empty if x-kubernetes-list-type is map"));
  const { items } = schema;
  if (!items)
    return [
      ...errors,
      required(`${at}.items`, "must have a schema if x-kubernetes-list-type is map"),
    ];
  if (items.type !== "object") {
    const detail = "must be object if parent array's x-kubernetes-list-type is map";
    errors.push(invalid(`${at}.items.type`, items.type ?? "", detail));
  }
  const properties = items.properties ?? {};
  if (keys.some((key) => properties[key] === undefined))
    errors.push(invalid(keysAt, keys, "entries must all be names of item properties"));
  if (new Set(keys).size !== keys.length)
    errors.push(invalid(keysAt, keys, "must not contain duplicate entries"));
  for (const key of keys) {
    const property = properties[key];
    if (!property || property.default !== undefined || items.required?.includes(key)) continue;
    const detail =
      "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property";
    errors.push(required(`${at}.items.properties[${key}].default`, detail));
  }
  return errors;
}

/** What is around a rule; the rule itself is judged once the schema is a sound one. */
function validateRuleWords(schema: JsonSchemaProps, at: string): FieldError[] {
  return (schema["x-kubernetes-validations"] ?? []).flatMap((given, index): FieldError[] => {
    const field = `${at}.x-kubernetes-validations[${index}]`;
    const { message = "", messageExpression = "", fieldPath = "", reason } = given;
    const rule = given.rule?.trim() ?? "";
    const errors: FieldError[] = [];
    const isBlank = (text: string) => text !== "" && text.trim() === "";
    const hasBreaks = (text: string) => /[\n\r]/.test(text);
    if (rule === "") errors.push(required(`${field}.rule`, "rule is not specified"));
    else if (isBlank(message))
      errors.push(invalid(`${field}.message`, message, "must be non-empty if specified"));
    else if (hasBreaks(message.trim()))
      errors.push(invalid(`${field}.message`, message, "must not contain line breaks"));
    else if (hasBreaks(rule) && message.trim() === "")
      errors.push(
        required(`${field}.message`, "message must be specified if rule contains line breaks"),
      );
    if (isBlank(messageExpression))
      errors.push(
        required(`${field}.messageExpression`, "messageExpression must be non-empty if specified"),
      );
    if (reason !== undefined && !reasons.includes(reason))
      errors.push(unsupported(`${field}.reason`, reason, reasons));
    if (isBlank(fieldPath))
      errors.push(invalid(`${field}.fieldPath`, fieldPath, "must be non-empty if specified"));
    if (hasBreaks(fieldPath))
      errors.push(invalid(`${field}.fieldPath`, fieldPath, "must not contain line breaks"));
    if (fieldPath !== "" && !leadsToField(schema, fieldPath))
      errors.push(invalid(`${field}.fieldPath`, fieldPath, "must be a valid path"));
    return errors;
  });
}

const reasons = [
  "FieldValueDuplicate",
  "FieldValueForbidden",
  "FieldValueInvalid",
  "FieldValueRequired",
];

/** `.a.b['c']`, of properties and keys of maps. */
function leadsToField(schema: JsonSchemaProps, path: string): boolean {
  const steps = [...path.matchAll(/\.([^.[\]]+)|\['((?:[^'\\]|\\.)*)'\]/g)];
  if (steps.length === 0 || steps.map(([step]) => step).join("") !== path) return false;
  let at: JsonSchemaProps | undefined = schema;
  for (const [, name = "", key] of steps) {
    at = stepInto(at, key?.replace(/\\(.)/g, "$1") ?? name);
    if (!at) return false;
  }
  return true;
}

function stepInto(
  { properties, additionalProperties }: JsonSchemaProps,
  name: string,
): JsonSchemaProps | undefined {
  if (properties && Object.hasOwn(properties, name)) return properties[name];
  return typeof additionalProperties === "object" ? additionalProperties : undefined;
}
