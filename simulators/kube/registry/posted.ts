import { trackUpdate } from "../apply/track-update.ts";
import { writeObject } from "../definitions/read-object.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ServedVersion } from "../model/resource.ts";
import { mutate, validate, writeOptions } from "./admission.ts";
import type { Call, Registry, Target } from "./call.ts";
import { groupVersion } from "./conversion.ts";
import { timestamp } from "./identity.ts";

/** Admission of what is posted and never stored: evictions, bindings, reviews, requests for tokens. */
export interface PostedAdmission {
  /** The object as it is decoded, and as admission changed it. @throws ApiError */
  mutate(object: ApiObject): Promise<ApiObject>;
  /** @throws ApiError */
  validate(object: ApiObject): Promise<void>;
}

export function postedAdmission(registry: Registry, call: Call): PostedAdmission {
  const { kind, apiVersion, version } = kindOf(call.target);
  const asked = (object: ApiObject) => {
    const name = call.target.name ?? object.metadata.name;
    return {
      operation: "CREATE" as const,
      target: { ...call.target, version, ...(name && { name }) },
      options: writeOptions("CreateOptions", call),
      object,
    };
  };
  return {
    mutate(posted) {
      const { namespace, subresource } = call.target;
      const metadata = { ...posted.metadata, ...(namespace && { namespace }) };
      const whole = { ...posted, apiVersion, kind, metadata };
      const updated = withTokenDefaults(writeObject(version, whole), posted);
      const tracked = trackUpdate({
        ...{ schema: version.schema, schemas: version.schemas, live: undefined, updated },
        ...{ manager: call.manager, apiVersion },
        ...(subresource && { subresource }),
        now: timestamp(registry.clock),
      });
      return mutate(registry, call, asked(tracked));
    },
    validate: (object) => validate(registry, call, asked(object)),
  };
}

/** What code fills in of a TokenRequest, whose reference is a pointer of Go that may be nil. */
function withTokenDefaults(object: ApiObject, posted: ApiObject): ApiObject {
  if (object.kind !== "TokenRequest") return object;
  const spec = posted.spec as { expirationSeconds?: number; boundObjectRef?: object } | undefined;
  const { expirationSeconds = 3600, boundObjectRef = null } = spec ?? {};
  return { ...object, spec: { ...(object.spec as object), expirationSeconds, boundObjectRef } };
}

/** The kind of what is posted, with its schema: that of a subresource may be of another group. */
function kindOf({ definition, version, subresource }: Target): {
  kind: string;
  apiVersion: string;
  version: ServedVersion;
} {
  const other = definition.otherSubresources?.find(({ name }) => name === subresource);
  if (!other) {
    const apiVersion = groupVersion(definition.group, version.name);
    return { kind: definition.kind, apiVersion, version };
  }
  const { group, kind } = other;
  const ref = `io.k8s.api.${group.split(".")[0] || "core"}.${other.version}.${kind}`;
  const apiVersion = groupVersion(group, other.version);
  return { kind, apiVersion, version: { ...version, schema: { ref } } };
}
