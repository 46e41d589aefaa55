import { serverSideApply } from "../apply/server-side-apply.ts";
import { trackUpdate } from "../apply/track-update.ts";
import { badRequest } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import { applyPatch } from "../patch/apply-patch.ts";
import { pruneUnknown } from "../schema/prune.ts";
import type { Call, Registry } from "./call.ts";
import { groupVersion } from "./conversion.ts";
import { invalid } from "./errors.ts";
import { timestamp } from "./identity.ts";
import { acceptInput, type Input, reportFields } from "./input.ts";
import { resetFields } from "./reset-fields.ts";
import { sameNamespace } from "./same-namespace.ts";
import { type Updated, update } from "./update.ts";

export type PatchType = "json" | "merge" | "strategic" | "apply";

/** Patches an object; `patch` is the parsed body. */
export function patch(
  registry: Registry,
  call: Call,
  type: PatchType,
  input: { patch: unknown; duplicates: string[] },
): Promise<Updated> {
  if (type === "apply") return apply(registry, call, input);
  const { definition, version } = call.target;
  const { schema, schemas } = version;
  if (call.query.has("force")) throw forceForbidden();
  return update({
    registry,
    call,
    change(live) {
      if (!live) throw new Error("a patch needs an object");
      const patched = applyPatch({ type, patch: input.patch, object: live, schema, schemas });
      const object = acceptInput(
        { object: patched as ApiObject, duplicates: input.duplicates },
        call,
      );
      requireSameName(object, call);
      return trackUpdate({
        schema,
        schemas,
        live,
        updated: sameNamespace(object, call.target),
        manager: call.manager,
        apiVersion: groupVersion(definition.group, version.name),
        ...(call.target.subresource ? { subresource: call.target.subresource } : {}),
        resetFields: resetFields(call.target),
        now: timestamp(registry.clock),
      });
    },
  });
}

function apply(
  registry: Registry,
  call: Call,
  input: { patch: unknown; duplicates: string[] },
): Promise<Updated> {
  const { definition, version, name = "" } = call.target;
  if (!call.query.get("fieldManager")) throw managerRequired();
  const applied = asApplied(input.patch, call);
  const { schema, schemas } = version;
  const { unknown } = pruneUnknown({ schema, schemas, value: applied });
  reportFields([...unknown.map((path) => `unknown field "${path}"`), ...input.duplicates], call);
  const force = ["true", "1"].includes(call.query.get("force") ?? "");
  return update({
    registry,
    call,
    createsWhenAbsent: call.target.subresource === undefined,
    change(live) {
      const object = serverSideApply({
        schema,
        schemas,
        live,
        applied,
        manager: call.manager,
        apiVersion: groupVersion(definition.group, version.name),
        ...(call.target.subresource ? { subresource: call.target.subresource } : {}),
        force,
        resetFields: resetFields(call.target),
        now: timestamp(registry.clock),
      });
      return completed(object, call, name);
    },
  });
}

/** Defaults of what the merge brought in. */
function completed(object: ApiObject, call: Call, name: string): ApiObject {
  const quiet: Call = {
    ...call,
    warnings: [],
    query: new URLSearchParams("fieldValidation=Ignore"),
  };
  const accepted = acceptInput({ object, duplicates: [] } satisfies Input, quiet);
  return { ...accepted, metadata: { ...accepted.metadata, name } };
}

function asApplied(patch: unknown, call: Call): ApiObject {
  if (typeof patch !== "object" || patch === null || Array.isArray(patch)) {
    throw badRequest("error decoding YAML: the patch is not an object");
  }
  const { definition, version } = call.target;
  const apiVersion = groupVersion(definition.group, version.name);
  const object = patch as ApiObject;
  if (object.apiVersion !== apiVersion || object.kind !== definition.kind) {
    const [group, name = ""] = /\//.test(object.apiVersion ?? "")
      ? object.apiVersion.split("/")
      : ["", object.apiVersion];
    throw badRequest(`invalid object type: ${group}/${name}, Kind=${object.kind ?? ""}`);
  }
  const named = { ...object, metadata: object.metadata ?? { name: "" } };
  if (named.metadata.name) requireSameName(named, call);
  const placed = sameNamespace(named, call.target);
  return { ...placed, metadata: { ...placed.metadata, name: call.target.name ?? "" } };
}

function requireSameName({ metadata }: ApiObject, { target }: Call): void {
  if (metadata.name === target.name) return;
  throw badRequest(
    `the name of the object (${metadata.name}) does not match the name on the URL (${target.name})`,
  );
}

const patchOptions = { group: "meta.k8s.io", kind: "PatchOptions" };

function managerRequired() {
  const detail = "is required for apply patch";
  return invalid(patchOptions, "", [{ type: "FieldValueRequired", field: "fieldManager", detail }]);
}

function forceForbidden() {
  const detail = "may not be specified for non-apply patch";
  return invalid(patchOptions, "", [{ type: "FieldValueForbidden", field: "force", detail }]);
}
