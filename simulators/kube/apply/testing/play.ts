import { ApiError } from "../../model/api-error.ts";
import type { ApiObject } from "../../model/api-object.ts";
import { applyPatch } from "../../patch/apply-patch.ts";
import { resetFieldsOf } from "../reset-fields.ts";
import { serverSideApply } from "../server-side-apply.ts";
import { keepTimes } from "../timestamps.ts";
import { trackUpdate } from "../track-update.ts";
import { withDefaults } from "./go-defaults.ts";
import type { TestedKind } from "./kinds.ts";
import type { Step } from "./step.ts";

/** What our functions make of a step: the object before the resource's strategy had it, or a refusal. */
export function playStep(options: {
  kind: TestedKind;
  live: ApiObject | undefined;
  step: Step;
  name: string;
  now: string;
}): { object: ApiObject } | { error: ApiError } {
  const { kind, live, step, name, now } = options;
  const { apiVersion, schema, schemas } = kind;
  const { manager, subresource } = step;
  const group = apiVersion.includes("/") ? apiVersion.replace(/\/.*/, "") : "";
  const resetFields = resetFieldsOf({ group, kind: kind.kind, status: kind.status, subresource });
  const request = { schema, schemas, apiVersion, manager, subresource, now, resetFields };
  const complete = (object: object) => withDefaults(kind, object as ApiObject);
  try {
    if (step.verb === "apply") {
      const applied = wholeObject(kind, name, step.object);
      const merged = serverSideApply({ ...request, live, applied, force: step.force });
      const object = complete(merged);
      return { object: live ? keepTimes({ live, updated: object }) : object };
    }
    const updated = complete(updatedBy(step, { kind, live, name }));
    return { object: trackUpdate({ ...request, live, updated }) };
  } catch (error) {
    if (error instanceof ApiError) return { error };
    throw error;
  }
}

/** A configuration as a request body. */
export function wholeObject(kind: TestedKind, name: string, object: object): ApiObject {
  const { metadata, ...rest } = object as Partial<ApiObject>;
  const { apiVersion } = kind;
  return { apiVersion, kind: kind.kind, metadata: { ...metadata, name }, ...rest };
}

function updatedBy(
  step: Exclude<Step, { verb: "apply" }>,
  { kind, live, name }: { kind: TestedKind; live: ApiObject | undefined; name: string },
): object {
  const { schema, schemas } = kind;
  if (step.verb === "create") return inNamespace(wholeObject(kind, name, step.object));
  if (!live) throw new Error("nothing to change");
  if (step.verb === "put") {
    return applyPatch({ type: "merge", patch: step.change, object: live, schema, schemas });
  }
  return applyPatch({ type: step.type, patch: step.patch, object: live, schema, schemas });
}

function inNamespace(object: ApiObject): ApiObject {
  return { ...object, metadata: { ...object.metadata, namespace: "default" } };
}
