import type { ApiObject } from "../model/api-object.ts";
import { pruneUnknown } from "../schema/prune.ts";
import { createConverting } from "./ask-webhooks.ts";
import type { AdmissionRequest, Call, Registry } from "./call.ts";
import { withOwnStatus } from "./own-status.ts";

/** What of an admission request differs from verb to verb. */
export type Asked = Pick<
  AdmissionRequest,
  "operation" | "object" | "oldObject" | "options" | "target"
>;

/** The object as admission wants it: the same when it has no wishes. @throws ApiError */
export async function mutate(
  registry: Registry,
  call: Call,
  asked: Asked & { object: ApiObject },
): Promise<ApiObject> {
  if (!registry.admit) return asked.object;
  return (await registry.admit.mutate(requestOf(registry, call, asked))) ?? asked.object;
}

/** An object to be stored, without what admission added to a custom resource that its schema doesn't know. */
export function asKnown(registry: Registry, { target }: Call, object: ApiObject): ApiObject {
  const { schema, schemas } = target.version;
  if (!registry.admit || !target.definition.custom) return object;
  return pruneUnknown({ schema, schemas, value: object }).value;
}

/** @throws ApiError when admission refuses what is about to happen. */
export async function validate(registry: Registry, call: Call, asked: Asked): Promise<void> {
  await registry.admit?.validate(requestOf(registry, call, asked));
}

/** What admission is told. */
export function requestOf(registry: Registry, call: Call, asked: Asked): AdmissionRequest {
  const { user, dryRun, warnings } = call;
  const { store: reader, catalog } = registry;
  const converting = createConverting(registry);
  const keepCount: AdmissionRequest["keepCount"] = (resource, updated) => {
    const { namespace, name } = updated.metadata;
    const live = reader.get(resource, namespace, name);
    if (live) reader.replace(resource, withOwnStatus(registry, updated, live));
  };
  return { user, dryRun, warnings, reader, catalog, converting, keepCount, ...asked };
}

/** `meta.k8s.io/v1` options of a write, with what its query says. */
export function writeOptions(kind: "CreateOptions" | "UpdateOptions", { query }: Call) {
  const dryRun = query.getAll("dryRun");
  const fieldManager = query.get("fieldManager");
  const fieldValidation = query.get("fieldValidation");
  return {
    kind,
    apiVersion: "meta.k8s.io/v1",
    ...(dryRun.length > 0 ? { dryRun } : {}),
    ...(fieldManager ? { fieldManager } : {}),
    ...(fieldValidation ? { fieldValidation } : {}),
  };
}
