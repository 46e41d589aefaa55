import type { Json } from "../../../../harness/core/json.ts";
import type { ApiObject } from "../../model/api-object.ts";
import type { WebhookConversion } from "../../model/resource.ts";
import type { CelRule, plainWords, Schema } from "../../model/schema.ts";

/** A schema as a CustomResourceDefinition writes it: JSONSchemaProps. */
export interface JsonSchemaProps
  extends Pick<Schema, Exclude<(typeof plainWords)[number], "type">> {
  /** Any text until it has been validated. */
  type?: string;
  title?: string;
  example?: Json;
  properties?: Record<string, JsonSchemaProps>;
  additionalProperties?: JsonSchemaProps | boolean;
  items?: JsonSchemaProps;
  allOf?: JsonSchemaProps[];
  anyOf?: JsonSchemaProps[];
  oneOf?: JsonSchemaProps[];
  not?: JsonSchemaProps;
  "x-kubernetes-int-or-string"?: boolean;
  "x-kubernetes-preserve-unknown-fields"?: boolean;
  "x-kubernetes-embedded-resource"?: boolean;
  "x-kubernetes-list-type"?: NonNullable<Schema["listType"]>;
  "x-kubernetes-list-map-keys"?: string[];
  "x-kubernetes-map-type"?: NonNullable<Schema["mapType"]>;
  "x-kubernetes-validations"?: CelRule[];
}

export interface CrdNames {
  plural: string;
  singular?: string;
  kind: string;
  listKind?: string;
  shortNames?: string[];
  categories?: string[];
}

export interface CrdColumn {
  name: string;
  type: string;
  format?: string;
  description?: string;
  priority?: number;
  jsonPath: string;
}

export interface CrdScale {
  specReplicasPath: string;
  statusReplicasPath: string;
  labelSelectorPath?: string;
}

export interface CrdVersion {
  name: string;
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema?: { openAPIV3Schema?: JsonSchemaProps };
  subresources?: { status?: object; scale?: CrdScale };
  additionalPrinterColumns?: CrdColumn[];
  selectableFields?: { jsonPath: string }[];
}

/** A CustomResourceDefinition that has been validated. */
export interface Crd extends ApiObject {
  spec: {
    group: string;
    names: CrdNames;
    scope: "Namespaced" | "Cluster";
    versions: CrdVersion[];
    conversion?: { strategy: string; webhook?: WebhookConversion };
    preserveUnknownFields?: boolean;
  };
  status?: { storedVersions?: string[]; [field: string]: unknown };
}
