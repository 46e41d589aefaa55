import type { Clock, Random } from "../../../harness/core/clock.ts";
import type { ObjectReader, User } from "../model/access.ts";
import type { ApiObject } from "../model/api-object.ts";
import type {
  GroupResource,
  ResourceDefinition,
  ServedVersion,
  WebhookConversion,
} from "../model/resource.ts";
import type { Store } from "../store/store.ts";
import type { Catalog } from "./catalog.ts";

/** What a request is about: a resource at one of its versions, one object of it or all. */
export interface Target {
  definition: ResourceDefinition;
  version: ServedVersion;
  namespace?: string;
  name?: string;
  subresource?: string;
}

/** One request to a resource, decoded as far as all verbs need it. */
export interface Call {
  target: Target;
  user: User;
  query: URLSearchParams;
  /** Who writes, for managedFields: the `fieldManager` parameter or the client's own name. */
  manager: string;
  dryRun: boolean;
  /** Sent as `Warning` headers. */
  warnings: string[];
  signal: AbortSignal;
}

/** What admission decides on. */
export interface AdmissionRequest {
  operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
  /** `name` is absent while it is still to be generated, and for each object of a collection that goes. */
  target: Target;
  user: User;
  /** In the version of the request; absent for DELETE. */
  object?: ApiObject;
  oldObject?: ApiObject;
  /** `CreateOptions`, `UpdateOptions` or `DeleteOptions` as the client gave them. */
  options: Record<string, unknown>;
  dryRun: boolean;
  /** Filled with what belongs into `Warning` headers. */
  warnings: string[];
  /** The newest state. */
  reader: ObjectReader;
  catalog: Catalog;
  /** Stores the status of an object that admission keeps count in. */
  keepCount(resource: GroupResource, updated: ApiObject): void;
  /** Runs what looks at objects in other versions than the request's. */
  converting: Converting;
}

/**
 * Runs what only computes; again from the start each time it meets an object that a webhook has yet to
 * convert.
 */
export type Converting = <T>(run: () => T) => T | Promise<T>;

/** Admission in the order of the real server: `mutate`, the kind's own checks, `validate`, the store. */
export interface Admit {
  /**
   * What comes in, decoded and defaulted: identity is still to be filled in. Returns the object as
   * admission changed it; undefined when it didn't. @throws ApiError when it refuses the request.
   */
  mutate(request: AdmissionRequest): Promise<ApiObject | undefined>;
  /** What is about to be stored. @throws ApiError when it refuses the request. */
  validate(request: AdmissionRequest): Promise<void>;
}

/** Asks a webhook for an object in another version. @throws ApiError when it gives none. */
export type ConvertByWebhook = (request: {
  conversion: WebhookConversion;
  object: ApiObject;
  apiVersion: string;
}) => Promise<ApiObject>;

/** What all verbs work with. */
export interface Registry {
  store: Store;
  catalog: Catalog;
  clock: Clock;
  random: Random;
  /** Absent when nothing is to be asked: writes then never wait. */
  admit?: Admit;
  /** Absent when no webhook is asked: versions then differ in their names alone. */
  convert?: ConvertByWebhook;
}
