import { trackUpdate } from "../apply/track-update.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Registry } from "./call.ts";
import { timestamp } from "./identity.ts";

/** What the server itself writes into the status of a built-in object, owned by it. */
export function withOwnStatus(
  { catalog, clock }: Registry,
  updated: ApiObject,
  live: ApiObject,
): ApiObject {
  const [name = "", group = ""] = updated.apiVersion.split("/").toReversed();
  const definition = catalog.kind(group, updated.kind);
  const version = definition?.versions.find((each) => each.name === name);
  if (!version) return updated;
  return trackUpdate({
    ...{ schema: version.schema, schemas: version.schemas, live, updated },
    manager: "kube-apiserver",
    apiVersion: updated.apiVersion,
    subresource: "status",
    now: timestamp(clock),
  });
}
