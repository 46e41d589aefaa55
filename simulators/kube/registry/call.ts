import type { Clock, Random } from "../../../harness/core/clock.ts";
import type { User } from "../model/access.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition, ServedVersion } from "../model/resource.ts";
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

/** What admission decides on, once the object is decoded, defaulted and known to be well-formed. */
export interface AdmissionRequest {
  operation: "CREATE" | "UPDATE" | "DELETE" | "CONNECT";
  target: Target;
  user: User;
  /** In the version of the request; absent for DELETE. */
  object?: ApiObject;
  oldObject?: ApiObject;
  options: Record<string, unknown>;
  dryRun: boolean;
  warnings: string[];
}

/** Returns the object as admission changed it. @throws ApiError when it refuses the request. */
export type Admit = (request: AdmissionRequest) => Promise<ApiObject | undefined>;

/** What all verbs work with. */
export interface Registry {
  store: Store;
  catalog: Catalog;
  clock: Clock;
  random: Random;
  /** Absent when nothing is to be asked: writes then never wait. */
  admit?: Admit;
}
