import { serverSideApply } from "../apply/server-side-apply.ts";
import { trackUpdate } from "../apply/track-update.ts";
import { badRequest } from "../model/api-error.ts";
import type { ApiObject, ManagedFieldsEntry } from "../model/api-object.ts";
import type { ScaleSubresource } from "../model/resource.ts";
import { applyPatch } from "../patch/apply-patch.ts";
import { applyDefaults } from "../schema/apply-defaults.ts";
import { builtinSchemas } from "../schema/builtin-schemas.ts";
import { decodeError } from "../schema/decode-error.ts";
import { pruneUnknown } from "../schema/prune.ts";
import { learnerOf } from "./ask-webhooks.ts";
import type { Call, Registry } from "./call.ts";
import { groupVersion, inVersion } from "./conversion.ts";
import { notFound, resourceOf, storageOf } from "./errors.ts";
import { timestamp } from "./identity.ts";
import { reportFields } from "./input.ts";
import { flag } from "./list-options.ts";
import type { ParsedPatch, PatchType } from "./patch.ts";
import { patchRefused } from "./patched-input.ts";
import { requireSameName } from "./same-name.ts";
import { scaleAdmission } from "./scale-admission.ts";
import { requireReplicas, requireScaleUid } from "./scale-input.ts";
import { ownersAfterScale, ownersOfScale, scaleVersion } from "./scale-owners.ts";
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
  requireReplicas(valueAt(shown, where.specReplicasPath), where, call);
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
    requireSameName({ ...change.replace, metadata: metadata ?? { name: "" } }, call.target);
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
      const replicasPath = keys(where.specReplicasPath);
      const { managedFields } = live.metadata;
      const before = withOwners(scaleOf(live, where), ownersOfScale(managedFields, replicasPath));
      const scale = changed(registry, call, before, change);
      wanted = scale;
      const { replicas = 0 } = (scale.spec ?? {}) as { replicas?: unknown };
      if (typeof replicas !== "number") throw badRequest("spec.replicas must be a number");
      const { resourceVersion, uid } = scale.metadata;
      if (!("replace" in change)) requireScaleUid(call, uid, live);
      const updated = withValue(live, where.specReplicasPath, replicas);
      const metadata = { ...updated.metadata };
      delete metadata.resourceVersion;
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
  const schema = { ref: "io.k8s.api.autoscaling.v1.Scale" };
  const schemas = builtinSchemas();
  const request = {
    ...{ schema, schemas, live: before, manager: call.manager },
    ...{ apiVersion: scaleVersion, subresource: "scale", now: timestamp(registry.clock) },
  };
  // As Go writes it: no replicas are left out, and owned by nobody.
  const written = (scale: ApiObject) => applyDefaults({ schema, schemas, value: scale });
  if ("replace" in change) {
    const { spec = {}, metadata = { name: "" }, status } = change.replace;
    // Nothing comes of a status, but admission sees what was sent.
    const sent = { replicas: 0, ...(status as object | undefined) };
    const updated = { ...before, metadata, spec, status: sent };
    return trackUpdate({ ...request, updated: written(updated) });
  }
  const { type, parse } = change;
  const { patch } = parse();
  if (type === "apply") {
    const applied = patch as ApiObject;
    return serverSideApply({ ...request, applied, force: flag(call.query, "force") });
  }
  const updated = applyPatch({ type, patch, object: before, schema, schemas }) as ApiObject;
  const wrong = decodeError({ schema, schemas, value: updated, converted: type === "strategic" });
  if (wrong !== undefined) throw patchRefused(JSON.stringify(updated), wrong);
  const { unknown } = pruneUnknown({ schema, schemas, value: updated });
  reportFields(
    unknown.map((path) => `unknown field "${path}"`),
    call,
  );
  return trackUpdate({ ...request, updated: written(updated) });
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
