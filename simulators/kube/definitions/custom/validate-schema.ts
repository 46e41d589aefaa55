import type { FieldError } from "../../model/api-error.ts";
import { forbidden, invalid, required, unsupported } from "../../model/findings.ts";
import type { JsonSchemaProps } from "./crd-shape.ts";
import { validateDefault } from "./validate-default.ts";
import { validateExtensions } from "./validate-extensions.ts";
import { validateNested } from "./validate-nested.ts";
import { validatePattern } from "./validate-pattern.ts";
import { validateRules } from "./validate-rules.ts";

type Level = "root" | "item" | "field";

/** Why a schema is not structural, or contradicts itself. */
export function validateSchema(schema: JsonSchemaProps, at: string): FieldError[] {
  const errors: FieldError[] = [];
  if (schema.nullable)
    errors.push(forbidden(`${at}.nullable`, "nullable cannot be true at the root"));
  visit(schema, at, "root", errors);
  // Defaults are held to a schema only once it is one, and rules to one with sound defaults.
  if (errors.length > 0) return errors;
  const ofDefaults = validateDefaults(schema, at);
  return ofDefaults.length > 0 ? ofDefaults : validateRules(schema, at);
}

function validateDefaults(schema: JsonSchemaProps, at: string): FieldError[] {
  const { properties = {}, items, additionalProperties } = schema;
  return [
    ...(schema.default === undefined ? [] : validateDefault(schema, at)),
    ...(items ? validateDefaults(items, `${at}.items`) : []),
    ...Object.entries(properties).flatMap(([name, property]) =>
      validateDefaults(property, `${at}.properties[${name}]`),
    ),
    ...(typeof additionalProperties === "object"
      ? validateDefaults(additionalProperties, `${at}.additionalProperties`)
      : []),
  ];
}

const types = ["array", "boolean", "integer", "number", "object", "string"];

function visit(schema: JsonSchemaProps, at: string, level: Level, errors: FieldError[]): void {
  const { type, properties = {}, additionalProperties, items } = schema;
  if (type && !types.includes(type)) errors.push(unsupported(`${at}.type`, type, types));
  if ("$ref" in schema) errors.push(forbidden(`${at}.$ref`, "$ref is not supported"));
  if (schema.uniqueItems) {
    const detail =
      "uniqueItems cannot be set to true since the runtime complexity becomes quadratic";
    errors.push(forbidden(`${at}.uniqueItems`, detail));
  }
  if (additionalProperties !== undefined && Object.keys(properties).length > 0)
    if (additionalProperties !== true) {
      const detail = "additionalProperties and properties are mutual exclusive";
      errors.push(forbidden(`${at}.additionalProperties`, detail));
    }
  if (type === "array" && !items) errors.push(required(`${at}.items`, "must be specified"));
  if (additionalProperties !== undefined && level === "root")
    errors.push(forbidden(`${at}.additionalProperties`, "must not be used at the root"));
  if (embedded(schema) && !schema["x-kubernetes-preserve-unknown-fields"] && !schema.properties) {
    const detail =
      "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields";
    errors.push(required(`${at}.properties`, detail));
  }
  errors.push(...validateTyped(schema, at, level));
  errors.push(...validateExtensions(schema, at));
  errors.push(...validatePattern(schema, at));
  errors.push(...validateNested(schema, at, level === "root"));
  if (items) visit(items, `${at}.items`, "item", errors);
  for (const [name, property] of Object.entries(properties)) {
    const meta = name === "metadata" && (level === "root" || embedded(schema));
    if (!meta) visit(property, `${at}.properties[${name}]`, "field", errors);
    else errors.push(...validateMetadata(property, `${at}.properties[metadata]`, level));
  }
  if (typeof additionalProperties === "object")
    visit(additionalProperties, `${at}.additionalProperties`, "field", errors);
}

function validateTyped(schema: JsonSchemaProps, at: string, level: Level): FieldError[] {
  const { type } = schema;
  if (embedded(schema) && type !== "object") {
    const detail = "must be object if x-kubernetes-embedded-resource is true";
    return [type ? invalid(`${at}.type`, type, detail) : required(`${at}.type`, detail)];
  }
  if (level === "root" && type && type !== "object")
    return [invalid(`${at}.type`, type, "must be object at the root")];
  const open =
    schema["x-kubernetes-int-or-string"] || schema["x-kubernetes-preserve-unknown-fields"];
  if (type || open) return [];
  const told = {
    root: "at the root",
    item: "for specified array items",
    field: "for specified object fields",
  };
  return [required(`${at}.type`, `must not be empty ${told[level]}`)];
}

function embedded(schema: JsonSchemaProps): boolean {
  return schema["x-kubernetes-embedded-resource"] === true;
}

function validateMetadata(metadata: JsonSchemaProps, at: string, level: Level): FieldError[] {
  if (metadata.type !== "object")
    return [invalid(`${at}.type`, metadata.type ?? "", "must be object")];
  if (level !== "root") return [];
  const { type: _, properties = {}, description: __, ...others } = metadata;
  const names = Object.keys(properties).filter((key) => key !== "name" && key !== "generateName");
  if (names.length === 0 && Object.keys(others).length === 0) return [];
  const detail =
    "must not specify anything other than name and generateName, but metadata is implicitly specified";
  return [forbidden(at, detail)];
}
