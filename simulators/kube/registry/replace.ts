import { trackUpdate } from "../apply/track-update.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { Call, Registry } from "./call.ts";
import { groupVersion } from "./conversion.ts";
import { convertOwners } from "./convert-owners.ts";
import { notFound } from "./errors.ts";
import { timestamp } from "./identity.ts";
import { acceptInput, type Input } from "./input.ts";
import { namespaces } from "./namespaces.ts";
import { resetFields } from "./reset-fields.ts";
import { requireSameName } from "./same-name.ts";
import { sameNamespace } from "./same-namespace.ts";
import { requireSameUid } from "./same-uid.ts";
import { requireNumber, type Updated, update } from "./update.ts";

/** Kinds that PUT creates when they are absent. */
const createdByUpdate = new Set([
  "roles.rbac.authorization.k8s.io",
  "rolebindings.rbac.authorization.k8s.io",
  "clusterroles.rbac.authorization.k8s.io",
  "clusterrolebindings.rbac.authorization.k8s.io",
  "leases.coordination.k8s.io",
  "runtimeclasses.node.k8s.io",
  "limitranges.",
  "events.",
  "events.events.k8s.io",
  "services.",
  "endpoints.",
]);

/** PUT: the object as a whole, or what of it the subresource holds. */
export function replace(registry: Registry, call: Call, input: Input): Promise<Updated> {
  const { definition, version, subresource } = call.target;
  const { schema, schemas } = version;
  const owners = convertOwners(call.target);
  const object = sameNamespace(acceptInput(input, call), call.target);
  requireSameName(object, call.target);
  const key = `${definition.plural}.${definition.group}`;
  return update({
    registry,
    call,
    createsWhenAbsent: createdByUpdate.has(key),
    change(live) {
      if (live) requireSameUid(call, object, live);
      else requireNamespace(registry, call);
      const updated = live || call.dryRun ? object : withoutVersion(object);
      return trackUpdate({
        schema,
        schemas,
        live,
        updated,
        manager: call.manager,
        apiVersion: groupVersion(definition.group, version.name),
        ...(subresource ? { subresource } : {}),
        resetFields: resetFields(call.target),
        ...owners,
        now: timestamp(registry.clock),
      });
    },
  });
}

/** What isn't there has none that it could be held to. */
function withoutVersion(object: ApiObject): ApiObject {
  const { resourceVersion, ...metadata } = object.metadata;
  if (resourceVersion) requireNumber(resourceVersion);
  return { ...object, metadata };
}

/** What is created by an update has to have a place. @throws ApiError NotFound. */
function requireNamespace({ store }: Registry, { target: { namespace } }: Call): void {
  if (namespace === undefined || store.get(namespaces, undefined, namespace)) return;
  throw notFound(namespaces, namespace);
}
