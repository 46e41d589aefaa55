import { serverSideApply } from "../apply/server-side-apply.ts";
import { trackUpdate } from "../apply/track-update.ts";
import { badRequest } from "../model/api-error.ts";
import type { ApiObject, ManagedFieldsEntry } from "../model/api-object.ts";
import type { ScaleSubresource } from "../model/resource.ts";
import { applyPatch } from "../patch/apply-patch.ts";
import { applyDefaults } from "../schema/apply-defaults.ts";
import { pruneUnknown } from "../schema/prune.ts";
import { readConfiguration } from "./apply-configuration.ts";
import { learnerOf } from "./ask-webhooks.ts";
import type { Call, Registry } from "./call.ts";
import { groupVersion, inVersion } from "./conversion.ts";
import { notFound, resourceOf, storageOf } from "./errors.ts";
import { timestamp } from "./identity.ts";
import { flag } from "./list-options.ts";
import type { ParsedPatch, PatchType } from "./patch.ts";
import { acceptPatched } from "./patched-input.ts";
import { requireSameName } from "./same-name.ts";
import { sameNamespace } from "./same-namespace.ts";
import { scaleAdmission } from "./scale-admission.ts";
import { requireFineScale, requireReplicas, requireScalable } from "./scale-input.ts";
import { ownersAfterScale, ownersOfScale, scaleVersion } from "./scale-owners.ts";
import { asScaleCall } from "./scale-schema.ts";
import { keysOf } from "./scale-values.ts";
import { selectorText } from "./selector-text.ts";
import { update } from "./update.ts";

/** The `autoscaling/v1` Scale of an object. */
export async function getScale(registry: Registry, call: Call): Promise<ApiObject> {
  const { definition, version, namespace, name = "" } = call.target;
  const resource = resourceOf(definition);
  const object = registry.store.get(storageOf(definition), namespace, name);
  if (!object) throw notFound(resource, name);
  const learn = learnerOf(registry, definition);
  if (learn) await learn([object], version);
  const shown = inVersion(object, definition, version);
  const where = paths(call);
  requireScalable(shown, where, call);
  requireReplicas(shown, where, call);
  return scaleOf(shown, where);
}

/** PUT or PATCH of a scale: sets the replicas of the object beneath. */
export async function changeScale(
  registry: Registry,
  call: Call,
  change: { replace: ApiObject } | { type: PatchType; parse: () => ParsedPatch },
): Promise<ApiObject> {
  const where = paths(call);
  if ("replace" in change) {
    const { metadata } = change.replace;
    const object = { ...change.replace, metadata: metadata ?? { name: "" } };
    requireSameName(sameNamespace(object, call.target), call.target);
  }
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
      requireScalable(live, where, call);
      const replicasPath = keysOf(where.specReplicasPath);
      const { managedFields } = live.metadata;
      const before = withOwners(scaleOf(live, where), ownersOfScale(managedFields, replicasPath));
      const scale = changed(registry, call, before, change);
      wanted = scale;
      const { replicas = 0 } = (scale.spec ?? {}) as { replicas?: unknown };
      if (typeof replicas !== "number") throw badRequest("spec.replicas must be a number");
      const { resourceVersion, uid } = scale.metadata;
      if (uid !== live.metadata.uid || replicas < 0) requireFineScale(call, scale, live);
      const updated = withValue(live, where.specReplicasPath, replicas);
      const metadata = { ...updated.metadata };
      // Of a custom resource what isn't told stays as it was.
      if (!call.target.definition.custom) delete metadata.resourceVersion;
      if (resourceVersion) metadata.resourceVersion = resourceVersion;
      if (uid) metadata.uid = uid;
      const owners = ownersAfterScale({
        object: managedFields,
        scale: scale.metadata.managedFields,
        replicasPath,
        apiVersion: groupVersion(call.target.definition.group, call.target.version.name),
      });
      return withOwners({ ...updated, metadata }, owners);
    },
  });
  return scaleOf(object, where);
}

/** The Scale as the request wants it, with its owners. */
function changed(
  registry: Registry,
  call: Call,
  before: ApiObject,
  change: { replace: ApiObject } | { type: PatchType; parse: () => ParsedPatch },
): ApiObject {
  const asked = asScaleCall(call);
  const { schema, schemas } = asked.target.version;
  const request = {
    ...{ schema, schemas, live: before, manager: call.manager },
    ...{ apiVersion: scaleVersion, subresource: "scale", now: timestamp(registry.clock) },
  };
  // As Go writes it: no replicas are left out, and owned by nobody.
  const written = (scale: ApiObject) => applyDefaults({ schema, schemas, value: scale });
  if ("replace" in change) {
    const { value } = pruneUnknown({ schema, schemas, value: change.replace });
    const { spec = {}, metadata = { name: "" }, status } = value;
    // Nothing comes of a status, but admission sees what was sent.
    const sent = { replicas: 0, ...(status as object | undefined) };
    const updated = { ...before, metadata, spec, status: sent };
    return tracked(written(updated), change.replace);
  }
  const { type, parse } = change;
  const input = parse();
  const { patch } = input;
  if (type === "apply") {
    const applied = readConfiguration(patch, asked);
    return serverSideApply({ ...request, applied, force: flag(call.query, "force") });
  }
  const patched = applyPatch({ type, patch, object: before, schema, schemas }) as ApiObject;
  const updated = acceptPatched(patched, before, { type, ...input }, asked);
  const placed = sameNamespace(updated, call.target);
  requireSameName(placed, call.target);
  return tracked(written(placed), patched);

  /** Of a custom resource nobody says what a Scale is that doesn't say so itself: its owners get lost. */
  function tracked(scale: ApiObject, { apiVersion, kind }: ApiObject): ApiObject {
    const known = apiVersion === scaleVersion && kind === "Scale";
    if (call.target.definition.custom && !known) return withOwners(scale, undefined);
    return trackUpdate({ ...request, updated: scale });
  }
}

function withOwners(object: ApiObject, managedFields: ManagedFieldsEntry[] | undefined): ApiObject {
  const { managedFields: _, ...metadata } = object.metadata;
  return { ...object, metadata: { ...metadata, ...(managedFields ? { managedFields } : {}) } };
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
  const replicas = valueAt(object, where.specReplicasPath);
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: JSON.parse(JSON.stringify(metadata)),
    // None are left out.
    spec: replicas ? { replicas } : {},
    status: {
      replicas: valueAt(object, where.statusReplicasPath) ?? 0,
      ...(selector ? { selector: selectorText(selector) } : {}),
    },
  };
}

function valueAt(object: unknown, path: string): unknown {
  return keysOf(path).reduce<unknown>(
    (value, key) => (typeof value === "object" && value ? Reflect.get(value, key) : undefined),
    object,
  );
}

function withValue(object: ApiObject, path: string, value: number): ApiObject {
  const copy = structuredClone(object);
  const steps = keysOf(path);
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
