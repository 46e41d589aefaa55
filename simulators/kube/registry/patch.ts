import { trackUpdate } from "../apply/track-update.ts";
import type { ApiObject } from "../model/api-object.ts";
import { applyPatch } from "../patch/apply-patch.ts";
import { applyConfiguration } from "./apply-configuration.ts";
import type { Call, Registry } from "./call.ts";
import { groupVersion } from "./conversion.ts";
import { convertOwners } from "./convert-owners.ts";
import { timestamp } from "./identity.ts";
import { keepUid } from "./patched-identity.ts";
import { acceptPatched, isForeign } from "./patched-input.ts";
import { resetFields } from "./reset-fields.ts";
import { requireSameName } from "./same-name.ts";
import { sameNamespace } from "./same-namespace.ts";
import { unchangedByNothing } from "./unchanged.ts";
import { type Updated, update } from "./update.ts";

export type PatchType = "json" | "merge" | "strategic" | "apply";

/** A patch, before anyone looked at what it says. */
export interface ParsedPatch {
  patch: unknown;
  /** Keys that are there twice, as the server tells of them. */
  duplicates: string[];
}

/** Patches an object; what is wrong with the body is told only when there is one. */
export function patch(
  registry: Registry,
  call: Call,
  type: PatchType,
  parse: () => ParsedPatch,
): Promise<Updated> {
  if (type === "apply") return applyConfiguration(registry, call, parse);
  const { definition, version } = call.target;
  const { schema, schemas } = version;
  const owners = convertOwners(call.target);
  const same = type === "merge" ? unchangedByNothing(registry, call, parse) : undefined;
  if (same) return Promise.resolve({ object: same, created: false });
  return update({
    registry,
    call,
    change(live) {
      if (!live) throw new Error("a patch needs an object");
      const input = parse();
      const patched = applyPatch({ type, patch: input.patch, object: live, schema, schemas });
      const object = acceptPatched(patched as ApiObject, live, { type, ...input }, call);
      const placed = sameNamespace(object, call.target);
      requireSameName(placed, call.target);
      // Of what version it is nobody knows: its owners get lost.
      if (isForeign(patched as ApiObject, live, call)) return withoutOwners(placed);
      return trackUpdate({
        schema,
        schemas,
        live,
        updated: keepUid(placed, live, call),
        manager: call.manager,
        apiVersion: groupVersion(definition.group, version.name),
        ...(call.target.subresource ? { subresource: call.target.subresource } : {}),
        resetFields: resetFields(call.target),
        ...owners,
        now: timestamp(registry.clock),
      });
    },
  });
}

function withoutOwners(object: ApiObject): ApiObject {
  const { managedFields, ...metadata } = object.metadata;
  return { ...object, metadata };
}
