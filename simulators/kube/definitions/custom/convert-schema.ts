import { extensionWords, plainWords, type Schema } from "../../model/schema.ts";
import { builtinSchemas, objectMeta } from "../../schema/builtin-schemas.ts";
import type { JsonSchemaProps } from "./crd-shape.ts";

/** The schema of a custom resource, with the fields that every object has. */
export function convertRoot(props: JsonSchemaProps): Schema {
  return withMeta(convertSchema(props), props);
}

export function convertSchema(props: JsonSchemaProps): Schema {
  const converted: Record<string, unknown> = {};
  for (const word of plainWords) if (props[word] !== undefined) converted[word] = props[word];
  for (const [word, written] of Object.entries(extensionWords)) {
    const value = props[written];
    if (value !== undefined) converted[word] = value;
  }
  for (const key of ["allOf", "anyOf", "oneOf"] as const)
    if (props[key]) converted[key] = props[key].map(convertSchema);
  if (props.not) converted.not = convertSchema(props.not);
  if (props.items) converted.items = convertSchema(props.items);
  const { additionalProperties, properties } = props;
  if (additionalProperties !== undefined)
    converted.additionalProperties =
      typeof additionalProperties === "boolean"
        ? additionalProperties
        : convertSchema(additionalProperties);
  if (properties)
    converted.properties = Object.fromEntries(
      Object.entries(properties).map(([name, property]) => [name, convertSchema(property)]),
    );
  const schema = converted as Schema;
  return schema.embeddedResource ? withMeta(schema, props) : schema;
}

function withMeta(schema: Schema, { properties = {} }: JsonSchemaProps): Schema {
  return {
    ...schema,
    properties: {
      apiVersion: { type: "string" },
      kind: { type: "string" },
      ...schema.properties,
      metadata: metadataSchema(properties.metadata?.properties),
    },
  };
}

/** What a definition says of `metadata` can only narrow names; the rest of it is everybody's. */
function metadataSchema(narrowed: JsonSchemaProps["properties"]): Schema {
  if (!narrowed) return { ref: objectMeta };
  const common = builtinSchemas().resolve({ ref: objectMeta });
  const properties = { ...common.properties };
  for (const [name, property] of Object.entries(narrowed))
    properties[name] = { ...properties[name], ...convertSchema(property) };
  return { ...common, properties };
}
