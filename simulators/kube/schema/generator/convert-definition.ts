import type { Schema } from "../../model/schema.ts";

/** A schema as Swagger 2.0 writes it. */
export interface SwaggerSchema {
  $ref?: string;
  description?: string;
  type?: string;
  format?: string;
  properties?: Record<string, SwaggerSchema>;
  items?: SwaggerSchema;
  additionalProperties?: SwaggerSchema;
  required?: string[];
  "x-kubernetes-group-version-kind"?: unknown[];
  "x-kubernetes-list-type"?: Schema["listType"];
  "x-kubernetes-list-map-keys"?: string[];
  "x-kubernetes-map-type"?: Schema["mapType"];
  "x-kubernetes-patch-strategy"?: string;
  "x-kubernetes-patch-merge-key"?: string;
}

export function convertDefinition(name: string, definition: SwaggerSchema): Schema {
  return { ...convert(definition), ...special[name.replace(/^.*\.pkg\./, "")] };
}

/** What the Swagger file cannot say: types that write their own JSON. */
const special: Record<string, Schema> = {
  "util.intstr.IntOrString": { intOrString: true },
  "api.resource.Quantity": { format: "quantity" },
  "runtime.RawExtension": { preserveUnknownFields: true },
  "apis.meta.v1.FieldsV1": { preserveUnknownFields: true },
  "apis.apiextensions.v1.JSON": { preserveUnknownFields: true },
  "apis.apiextensions.v1.CustomResourceSubresourceStatus": { preserveUnknownFields: true },
  ...Object.fromEntries(
    ["Array", "Bool", "StringArray"].map((suffix) => [
      `apis.apiextensions.v1.JSONSchemaPropsOr${suffix}`,
      {
        ref: "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1.JSONSchemaProps",
        mapType: "atomic",
      } satisfies Schema,
    ]),
  ),
};

function convert(schema: SwaggerSchema): Schema {
  const { $ref, type, properties, items, additionalProperties } = schema;
  const converted: Schema = {
    ref: $ref?.replace("#/definitions/", ""),
    type: type as Schema["type"],
    format: schema.format,
    description: schema.description,
    required: schema.required,
    properties:
      properties &&
      Object.fromEntries(Object.entries(properties).map(([name, of]) => [name, convert(of)])),
    items: items && convert(items),
    additionalProperties: additionalProperties && convert(additionalProperties),
    listType: schema["x-kubernetes-list-type"],
    listMapKeys: schema["x-kubernetes-list-map-keys"],
    mapType: schema["x-kubernetes-map-type"],
    patchStrategy: schema["x-kubernetes-patch-strategy"],
    patchMergeKey: schema["x-kubernetes-patch-merge-key"],
  } as Schema;
  return Object.fromEntries(
    Object.entries(converted).filter(([, value]) => value !== undefined),
  ) as Schema;
}
