import type { Json } from "../../../harness/core/json.ts";

/**
 * A structural schema: what OpenAPI v3 and the `x-kubernetes-*` extensions say of a type, built-in or
 * custom. Built-in types refer to each other by name, so schemas form a graph; `resolve` of the
 * `SchemaSet` follows a `ref`.
 */
export interface Schema {
  /**
   * Name of another schema of the set, `io.k8s.api.core.v1.PodSpec`. What stands beside it (a
   * description, a default, a patch strategy) overrides the other's; `resolve` returns the two as one.
   */
  ref?: string;
  type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  format?: string;
  description?: string;
  nullable?: boolean;
  default?: Json;
  enum?: Json[];
  properties?: Record<string, Schema>;
  required?: string[];
  additionalProperties?: Schema | boolean;
  items?: Schema;
  minimum?: number;
  maximum?: number;
  exclusiveMinimum?: boolean;
  exclusiveMaximum?: boolean;
  multipleOf?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  minItems?: number;
  maxItems?: number;
  uniqueItems?: boolean;
  minProperties?: number;
  maxProperties?: number;
  allOf?: Schema[];
  anyOf?: Schema[];
  oneOf?: Schema[];
  not?: Schema;
  /** `x-kubernetes-int-or-string` */
  intOrString?: boolean;
  /** `x-kubernetes-preserve-unknown-fields` */
  preserveUnknownFields?: boolean;
  /** `x-kubernetes-embedded-resource` */
  embeddedResource?: boolean;
  /** `x-kubernetes-list-type`; lists are atomic where it is absent. */
  listType?: "atomic" | "set" | "map";
  /** `x-kubernetes-list-map-keys` */
  listMapKeys?: string[];
  /** `x-kubernetes-map-type`; maps are granular where it is absent. */
  mapType?: "granular" | "atomic";
  /** `x-kubernetes-patch-strategy` and `-merge-key`, for strategic merge patches of built-in types. */
  patchStrategy?: string;
  patchMergeKey?: string;
  /**
   * How Go writes a property of a built-in type that holds nothing: not at all (`nonzero`), or its
   * zero value even where none was given (`always`). Absent: as it was given, but never null.
   */
  presence?: "nonzero" | "always";
  /** What Go calls the type of a built-in field where the schema doesn't tell: `v1.ResourceList`. */
  goType?: string;
  /** `x-kubernetes-validations` */
  validations?: CelRule[];
}

/** Words of a schema that OpenAPI and CustomResourceDefinitions write just as it does. */
export const plainWords = [
  "type",
  "format",
  "description",
  "nullable",
  "default",
  "enum",
  "required",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "pattern",
  "minItems",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
] as const satisfies (keyof Schema)[];

/** The same for those that stand there as extensions. */
export const extensionWords = {
  intOrString: "x-kubernetes-int-or-string",
  preserveUnknownFields: "x-kubernetes-preserve-unknown-fields",
  embeddedResource: "x-kubernetes-embedded-resource",
  listType: "x-kubernetes-list-type",
  listMapKeys: "x-kubernetes-list-map-keys",
  mapType: "x-kubernetes-map-type",
  validations: "x-kubernetes-validations",
} as const satisfies Partial<Record<keyof Schema, string>>;

/** One CEL rule of a schema. */
export interface CelRule {
  rule: string;
  message?: string;
  messageExpression?: string;
  reason?: string;
  fieldPath?: string;
  optionalOldSelf?: boolean;
}

/** Schemas by name. */
export interface SchemaSet {
  /** Follows `ref`, once or as often as it takes; a schema without one is returned as it is. */
  resolve(schema: Schema): Schema;
}

/** The set of a schema that refers to nothing: that of a custom resource. */
export const noReferences: SchemaSet = {
  resolve(schema) {
    if (schema.ref !== undefined) throw new Error(`schema ${schema.ref} is not in this set`);
    return schema;
  },
};
