import type { ApiObject, ManagedFieldsEntry } from "../model/api-object.ts";
import { mutate, validate, writeOptions } from "./admission.ts";
import type { Call, Registry } from "./call.ts";
import { timestamp } from "./identity.ts";
import type { UpdateAdmission } from "./update.ts";

/** The scales of an object before and after a change, and the object with a scale that admission changed. */
export interface Scales {
  before(live: ApiObject): ApiObject;
  /** As the client sent it, over that of the object. */
  after(updated: ApiObject): ApiObject;
  take(updated: ApiObject, scale: ApiObject): ApiObject;
}

/** Admission is shown scales in place of the objects that are scaled. */
export function scaleAdmission(registry: Registry, call: Call, scales: Scales): UpdateAdmission {
  const asked = {
    operation: "UPDATE" as const,
    target: call.target,
    options: writeOptions("UpdateOptions", call),
  };
  return {
    async mutate(updated, live) {
      const oldObject = withOwners(scales.before(live), live);
      const sent = withStatus(scales.after(updated), call);
      const object = sent.metadata.managedFields
        ? sent
        : asTracked(withOwners(sent, updated), oldObject, timestamp(registry.clock));
      const scale = await mutate(registry, call, { ...asked, object, oldObject });
      return scale === object ? updated : scales.take(updated, scale);
    },
    validate: (updated, live) =>
      validate(registry, call, {
        ...asked,
        object: scales.before(updated),
        oldObject: scales.before(live),
      }),
  };
}

/** A scale is a struct of Go: what wasn't sent of it is zero. */
function withStatus(scale: ApiObject, { target }: Call): ApiObject {
  const { namespace } = target;
  const { spec, status, metadata, ...rest } = scale;
  const given = status as { replicas?: number } | undefined;
  return {
    ...rest,
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: { ...metadata, ...(namespace ? { namespace } : {}) },
    spec,
    status: { ...given, replicas: given?.replicas ?? 0 },
  };
}

const replicas = { "f:replicas": {} };

/** Who owns the replicas of the object owns those of its scale. */
function withOwners(scale: ApiObject, { metadata }: ApiObject): ApiObject {
  const managedFields = (metadata.managedFields ?? []).flatMap((entry): ManagedFieldsEntry[] => {
    const spec = entry.fieldsV1["f:spec"] as Record<string, unknown> | undefined;
    if (spec?.["f:replicas"] === undefined) return [];
    return [{ ...entry, apiVersion: "autoscaling/v1", fieldsV1: { "f:spec": replicas } }];
  });
  if (managedFields.length === 0) return scale;
  return { ...scale, metadata: { ...scale.metadata, managedFields } };
}

/** Who scales now: a status that differs is owned too, though nothing comes of it. */
function asTracked(scale: ApiObject, old: ApiObject, time: string): ApiObject {
  const countOf = ({ status }: ApiObject) => (status as { replicas?: number }).replicas;
  const status = countOf(scale) === countOf(old) ? {} : { "f:status": replicas };
  const managedFields = (scale.metadata.managedFields ?? []).map((entry) =>
    entry.subresource === "scale"
      ? { ...entry, time, fieldsV1: { ...entry.fieldsV1, ...status } }
      : entry,
  );
  if (managedFields.length === 0) return scale;
  return { ...scale, metadata: { ...scale.metadata, managedFields } };
}
