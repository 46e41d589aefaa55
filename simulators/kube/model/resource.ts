import type { FieldError } from "./api-error.ts";
import type { ApiObject } from "./api-object.ts";
import type { Schema, SchemaSet } from "./schema.ts";

/** A column of the Table form. */
export interface PrinterColumn {
  name: string;
  type: "string" | "integer" | "number" | "boolean" | "date";
  format?: string;
  description?: string;
  priority?: number;
  /** `.status.phase`, as CRDs write it. */
  jsonPath: string;
}

/** One version a resource is served at. */
export interface ServedVersion {
  name: string;
  /** Served at all; a version may exist for storage alone. */
  served: boolean;
  storage: boolean;
  deprecated?: boolean;
  deprecationWarning?: string;
  schema: Schema;
  schemas: SchemaSet;
  subresources: { status: boolean; scale?: ScaleSubresource };
  printerColumns: PrinterColumn[];
  selectableFields?: string[];
}

export interface ScaleSubresource {
  specReplicasPath: string;
  statusReplicasPath: string;
  labelSelectorPath?: string;
}

/** What a resource does beyond its schema: the parts of the API server written in Go for each kind. */
export interface Strategy {
  /** On a create request's object, in place: defaults that live in code, status reset, `spec` fill-ins. */
  prepareForCreate?(object: ApiObject): void;
  /** On an update's new object, in place. */
  prepareForUpdate?(object: ApiObject, old: ApiObject): void;
  validate?(object: ApiObject): FieldError[];
  /** Immutable fields and the like. */
  validateUpdate?(object: ApiObject, old: ApiObject): FieldError[];
}

/** A resource as the server serves it, built-in or from a CustomResourceDefinition. */
export interface ResourceDefinition {
  /** Empty for the core group. */
  group: string;
  plural: string;
  singular: string;
  kind: string;
  listKind: string;
  namespaced: boolean;
  shortNames: string[];
  categories: string[];
  versions: ServedVersion[];
  /** From a CustomResourceDefinition. */
  custom: boolean;
  strategy?: Strategy;
}

/** A resource in the words of authorization and storage: `apps`, `deployments`. */
export interface GroupResource {
  group: string;
  resource: string;
}
