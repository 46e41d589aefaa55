import type { Json } from "../../../harness/core/json.ts";
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
  /** `.status.phase`, as CRDs write it; empty where `cell` tells. */
  jsonPath: string;
  /** Columns of built-in kinds whose cells code works out: `2/3`, `CrashLoopBackOff`, `5d`. */
  cell?(object: ApiObject, nowMs: number): Json;
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
  /** All columns of the Table form, the name's too, as they stand from left to right. */
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
  /** Defaults that live in code, in place: for every object a client sends, after the schema's. */
  setDefaults?(object: ApiObject, version: string): void;
  /**
   * On a create request's object, in place: status reset, generation, `spec` fill-ins. `given` is what it
   * was copied from.
   */
  prepareForCreate?(object: ApiObject, given?: ApiObject): void;
  /** On an update's new object, in place. */
  prepareForUpdate?(object: ApiObject, old: ApiObject): void;
  /** On the new object of an update of its status, in place. */
  prepareForStatus?(object: ApiObject, old: ApiObject, now: string): void;
  validate?(object: ApiObject): FieldError[];
  /** Of an update of the status. */
  validateStatus?(object: ApiObject, old: ApiObject): FieldError[];
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
  /** What discovery names where it isn't all of create, delete, deletecollection, get, list, patch, update, watch. */
  verbs?: string[];
  /** Subresources beyond status and scale: `token`, `eviction`, `log`. */
  otherSubresources?: {
    name: string;
    group: string;
    version: string;
    kind: string;
    verbs: string[];
  }[];
  /** The same objects under another group: Events are those of the core group. */
  storedAs?: GroupResource;
  strategy?: Strategy;
  /** Who turns objects of one version into another; without, versions differ in their names alone. */
  conversion?: WebhookConversion;
}

/** `spec.conversion.webhook` of a CustomResourceDefinition. */
export interface WebhookConversion {
  clientConfig: WebhookClientConfig;
  /** Of ConversionReview; the first that the server knows is spoken. */
  conversionReviewVersions?: string[];
}

/** Where a webhook is, and what its server is trusted by. */
export interface WebhookClientConfig {
  url?: string;
  service?: { namespace: string; name: string; path?: string; port?: number };
  /** PEM, in base64. */
  caBundle?: string;
}

/** A resource in the words of authorization and storage: `apps`, `deployments`. */
export interface GroupResource {
  group: string;
  resource: string;
}
