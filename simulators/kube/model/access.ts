import type { ApiObject } from "./api-object.ts";
import type { GroupResource } from "./resource.ts";

/** Who a request is made as, after impersonation. */
export interface User {
  name: string;
  uid?: string;
  groups: string[];
  extra?: Record<string, string[]>;
  /** Who really asks, where somebody asks as another. */
  impersonator?: User;
}

/** What authorization decides on. */
export type RequestAttributes = { user: User; verb: string } & (
  | {
      kind: "resource";
      group: string;
      version: string;
      resource: string;
      subresource?: string;
      namespace?: string;
      name?: string;
    }
  /** `/livez/ping`, `/apis` */
  | { kind: "path"; path: string }
);

/** Reads of the newest state, for what decides inside the server: authorization, admission, collection. */
export interface ObjectReader {
  get(resource: GroupResource, namespace: string | undefined, name: string): ApiObject | undefined;
  list(resource: GroupResource, namespace?: string): ApiObject[];
}
