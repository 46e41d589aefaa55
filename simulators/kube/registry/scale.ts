import { trackUpdate } from "../apply/track-update.ts";
import { badRequest } from "../model/api-error.ts";
import type { ApiObject, ManagedFieldsEntry } from "../model/api-object.ts";
import type { ScaleSubresource } from "../model/resource.ts";
import { applyPatch } from "../patch/apply-patch.ts";
import type { Call, Registry } from "./call.ts";
import { groupVersion, inVersion } from "./conversion.ts";
import { notFound, resourceOf, storageOf } from "./errors.ts";
import { timestamp } from "./identity.ts";
import type { PatchType } from "./patch.ts";
import { scaleAdmission } from "./scale-admission.ts";
import { update } from "./update.ts";

/** The `autoscaling/v1` Scale of an object. */
export function getScale(registry: Registry, call: Call): ApiObject {
  const { definition, version, namespace, name = "" } = call.target;
  const resource = resourceOf(definition);
  const object = registry.store.get(storageOf(definition), namespace, name);
  if (!object) throw notFound(resource, name);
  return scaleOf(inVersion(object, definition, version), paths(call));
}

/** PUT or PATCH of a scale: sets the replicas of the object beneath. */
export async function changeScale(
  registry: Registry,
  call: Call,
  change: { replace: ApiObject } | { type: PatchType; patch: unknown },
): Promise<ApiObject> {
  const where = paths(call);
  const { schema, schemas } = call.target.version;
  let wanted: ApiObject | undefined;
  const { object } = await update({
    registry,
    // To the object itself this is an update of its spec.
    call: { ...call, target: withoutSubresource(call) },
    admission: scaleAdmission(registry, call, {
      before: (live) => scaleOf(live, where),
      after: (updated) => wanted ?? scaleOf(updated, where),
      take: (updated, { spec }) =>
        withValue(updated, where.specReplicasPath, (spec as { replicas?: number }).replicas ?? 0),
    }),
    change(live) {
      if (!live) throw new Error("a scale needs an object");
      const before = scaleOf(live, where);
      const scale = "replace" in change ? change.replace : patched(before, change);
      wanted = scale;
      const { replicas = 0 } = (scale.spec ?? {}) as { replicas?: unknown };
      if (typeof replicas !== "number") throw badRequest("spec.replicas must be a number");
      const { resourceVersion, uid } = scale.metadata;
      const updated = withValue(live, where.specReplicasPath, replicas);
      const metadata = { ...updated.metadata };
      delete metadata.resourceVersion;
      if (resourceVersion) metadata.resourceVersion = resourceVersion;
      if (uid) metadata.uid = uid;
      // Of custom resources it isn't kept who scaled.
      if (call.target.definition.custom) return { ...updated, metadata };
      const tracked = trackUpdate({
        schema,
        schemas,
        live,
        updated: { ...updated, metadata },
        manager: call.manager,
        apiVersion: groupVersion(call.target.definition.group, call.target.version.name),
        subresource: "scale",
        now: timestamp(registry.clock),
      });
      return withoutScaleTimes(tracked);
    },
  });
  return scaleOf(object, where);
}

/** The real server keeps no times of who scaled. */
function withoutScaleTimes(object: ApiObject): ApiObject {
  const { managedFields, ...metadata } = object.metadata;
  if (!managedFields) return object;
  const untimed = managedFields.map(({ time, ...entry }) =>
    entry.subresource === "scale" || time === undefined ? entry : { ...entry, time },
  );
  return { ...object, metadata: { ...metadata, managedFields: untimed.toSorted(byTimed) } };
}

function byTimed(a: ManagedFieldsEntry, b: ManagedFieldsEntry): number {
  if (a.operation !== b.operation) return 0;
  return Number(a.time !== undefined) - Number(b.time !== undefined);
}

function patched(scale: ApiObject, change: { type: PatchType; patch: unknown }): ApiObject {
  const type = change.type === "json" ? "json" : "merge";
  const schema = { type: "object", preserveUnknownFields: true } as const;
  const schemas = { resolve: (given: object) => given };
  return applyPatch({ type, patch: change.patch, object: scale, schema, schemas }) as ApiObject;
}

function withoutSubresource(call: Call): Call["target"] {
  const { subresource, ...target } = call.target;
  return target;
}

function paths({ target }: Call): ScaleSubresource {
  const scale = target.version.subresources.scale;
  if (!scale) throw notFound(resourceOf(target.definition), target.name ?? "");
  return scale;
}

function scaleOf(object: ApiObject, where: ScaleSubresource): ApiObject {
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const selector = where.labelSelectorPath && valueAt(object, where.labelSelectorPath);
  const metadata = { name, namespace, uid, resourceVersion, creationTimestamp };
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: JSON.parse(JSON.stringify(metadata)),
    spec: { replicas: valueAt(object, where.specReplicasPath) ?? 0 },
    status: {
      replicas: valueAt(object, where.statusReplicasPath) ?? 0,
      ...(selector ? { selector: selectorText(selector) } : {}),
    },
  };
}

/** A label selector as one line. */
function selectorText(selector: unknown): string {
  if (typeof selector === "string") return selector;
  const { matchLabels, matchExpressions } = selector as {
    matchLabels?: Record<string, string>;
    matchExpressions?: { key: string; operator: string; values?: string[] }[];
  };
  const operators: Record<string, string> = { In: " in ", NotIn: " notin " };
  const labels = Object.entries(matchLabels ?? {}).map(([key, value]) => `${key}=${value}`);
  const expressions = (matchExpressions ?? []).map(({ key, operator, values = [] }) => {
    if (operator === "Exists") return key;
    if (operator === "DoesNotExist") return `!${key}`;
    return `${key}${operators[operator] ?? " "}(${[...values].sort().join(",")})`;
  });
  return [...labels, ...expressions].sort().join(",");
}

function keys(path: string): string[] {
  return path.replace(/^\./, "").split(".");
}

function valueAt(object: unknown, path: string): unknown {
  return keys(path).reduce<unknown>(
    (value, key) => (typeof value === "object" && value ? Reflect.get(value, key) : undefined),
    object,
  );
}

function withValue(object: ApiObject, path: string, value: number): ApiObject {
  const copy = structuredClone(object);
  const steps = keys(path);
  const last = steps.pop() ?? "";
  let at: Record<string, unknown> = copy;
  for (const step of steps) {
    const next = at[step];
    at[step] = typeof next === "object" && next !== null ? next : {};
    at = at[step] as Record<string, unknown>;
  }
  at[last] = value;
  return copy;
}
