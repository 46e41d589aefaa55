import type { ApiObject } from "../model/api-object.ts";
import { requestOf } from "./admission.ts";
import { learnerOf } from "./ask-webhooks.ts";
import type { Call, Registry } from "./call.ts";
import { inVersion } from "./conversion.ts";
import { isDefinition, terminatingCrd } from "./crd.ts";
import type { DeleteOptions } from "./delete-options.ts";
import { finalizersFor, warnOfOrphans, withDefault } from "./deletion-finalizers.ts";
import { notFound, resourceOf, storageOf } from "./errors.ts";
import { timestamp } from "./identity.ts";
import { isNamespace, namespaceFinalizers, requireMortal, terminating } from "./namespaces.ts";
import { requirePreconditions } from "./preconditions.ts";

/** What came of a deletion: the object is gone at once, or waits for its finalizers or its grace. */
export interface Deleted {
  gone: boolean;
  /** The object, or a Status in its place. */
  answer: ApiObject;
}

/** Resources whose deletion is answered with the object even when it is gone at once. */
const answersObject = new Set([
  "namespaces.",
  "persistentvolumes.",
  "persistentvolumeclaims.",
  "pods.",
  "podtemplates.",
  "resourcequotas.",
  "serviceaccounts.",
  "services.",
  "csidrivers.storage.k8s.io",
  "csinodes.storage.k8s.io",
  "storageclasses.storage.k8s.io",
  "volumeattachments.storage.k8s.io",
  "volumeattributesclasses.storage.k8s.io",
]);

export async function remove(
  registry: Registry,
  call: Call,
  options: DeleteOptions,
): Promise<Deleted> {
  const { definition, namespace, name = "", version } = call.target;
  const resource = resourceOf(definition);
  const storage = storageOf(definition);
  requireMortal(call.target);
  if (!options.ofCollection) warnOfOrphans(call, options);
  const learn = learnerOf(registry, definition);
  const show = async (object: ApiObject) => {
    if (learn) await learn([object], version);
    return inVersion(object, definition, version);
  };
  for (;;) {
    const stored = registry.store.get(storage, namespace, name);
    if (!stored) throw notFound(resource, name);
    requirePreconditions(stored, definition, options);
    if (learn) await learn([stored], version);
    const oldObject = inVersion(stored, definition, version);
    await admit(registry, call, { oldObject, options });
    if (registry.store.get(storage, namespace, name) !== stored) continue;
    const next = mark(registry, call, stored, options);
    const { dryRun } = options;
    if (!next) {
      const last = definition.group === "" && definition.plural === "pods" ? ended(stored) : stored;
      // Watches see the mark before the end.
      const marked = last === stored || dryRun ? last : registry.store.replace(storage, last);
      const object = dryRun ? last : registry.store.remove(storage, marked);
      const whole = answersObject.has(`${definition.plural}.${definition.group}`);
      return { gone: true, answer: whole ? await show(object) : success(call, object) };
    }
    const written = next === stored || dryRun ? next : registry.store.replace(storage, next);
    return { gone: false, answer: await show(written) };
  }

  /** A pod is marked for its end also when it is gone with that. */
  function ended(object: ApiObject): ApiObject {
    const { metadata } = object;
    const { generation } = metadata;
    if (metadata.deletionTimestamp !== undefined && metadata.deletionGracePeriodSeconds === 0)
      return object;
    if (metadata.deletionTimestamp !== undefined)
      return { ...object, metadata: { ...metadata, deletionGracePeriodSeconds: 0 } };
    const marks = {
      deletionTimestamp: timestamp(registry.clock),
      deletionGracePeriodSeconds: 0,
      ...(generation === undefined ? {} : { generation: generation + 1 }),
    };
    return { ...object, metadata: { ...metadata, ...marks } };
  }
}

function success({ target: { definition } }: Call, { metadata }: ApiObject): ApiObject {
  const group = definition.group === "" ? {} : { group: definition.group };
  const status = {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Success",
    details: { name: metadata.name, ...group, kind: definition.plural, uid: metadata.uid },
  };
  // A Status has the outer fields of an object but no name.
  return status as unknown as ApiObject;
}

/** The object as it waits to go; undefined when it need not wait. */
function mark(
  registry: Registry,
  { target }: Call,
  object: ApiObject,
  options: DeleteOptions,
): ApiObject | undefined {
  const now = timestamp(registry.clock);
  const { metadata } = object;
  const finalizers = finalizersFor(
    metadata.finalizers ?? [],
    withDefault(options, target, metadata.finalizers),
  );
  if (isNamespace(target.definition)) {
    const before = metadata.finalizers ?? [];
    const policy = options.cascades ? "Foreground" : options.propagationPolicy;
    const own = finalizersFor(before, { ...options, ...(policy && { propagationPolicy: policy }) });
    return markNamespace(object, now, own);
  }
  if (isDefinition(target.definition) && metadata.deletionTimestamp === undefined) {
    return terminatingCrd({ ...object, metadata: { ...metadata, finalizers } }, now);
  }
  const grace = graceOf(object, target.definition.plural, options);
  if (finalizers.length === 0 && grace === 0) return undefined;
  const sameFinalizers = finalizers.join() === (metadata.finalizers ?? []).join();
  const marked = metadata.deletionTimestamp !== undefined;
  const remaining = Math.min(grace, metadata.deletionGracePeriodSeconds ?? grace);
  if (marked && sameFinalizers && remaining === metadata.deletionGracePeriodSeconds) return object;
  const { finalizers: before, ...rest } = metadata;
  return {
    ...object,
    metadata: {
      ...rest,
      ...(finalizers.length > 0 ? { finalizers } : {}),
      deletionTimestamp: metadata.deletionTimestamp ?? timestamp(registry.clock, grace),
      deletionGracePeriodSeconds: remaining,
      ...(metadata.generation !== undefined && !marked
        ? { generation: metadata.generation + 1 }
        : {}),
    },
  };
}

function markNamespace(
  object: ApiObject,
  now: string,
  finalizers: string[],
): ApiObject | undefined {
  const held = namespaceFinalizers(object).length + (object.metadata.finalizers ?? []).length;
  if (held === 0) return undefined;
  if (object.metadata.deletionTimestamp !== undefined) return object;
  const metadata = { ...object.metadata, ...(finalizers.length > 0 ? { finalizers } : {}) };
  return terminating({ ...object, metadata }, now);
}

/** Only a pod that runs somewhere is given time, in seconds. */
function graceOf(object: ApiObject, plural: string, options: DeleteOptions): number {
  if (plural !== "pods" || object.apiVersion !== "v1") return 0;
  const spec = (object.spec ?? {}) as { nodeName?: string; terminationGracePeriodSeconds?: number };
  const { phase } = (object.status ?? {}) as { phase?: string };
  if (!spec.nodeName || phase === "Failed" || phase === "Succeeded") return 0;
  return options.gracePeriodSeconds ?? spec.terminationGracePeriodSeconds ?? 30;
}

/** One step of admission has both its parts where nothing can be changed. @throws ApiError */
async function admit(
  registry: Registry,
  call: Call,
  { oldObject, options }: { oldObject: ApiObject; options: DeleteOptions },
): Promise<void> {
  if (!registry.admit) return;
  const { name, ...collection } = call.target;
  const request = requestOf(registry, call, {
    operation: "DELETE",
    target: options.ofCollection ? collection : call.target,
    oldObject,
    options: {
      kind: "DeleteOptions",
      apiVersion: "meta.k8s.io/v1",
      ...options.given,
      // The registry of namespaces asks for the very one it read.
      ...(isNamespace(call.target.definition)
        ? { preconditions: { uid: oldObject.metadata.uid, ...options.preconditions } }
        : {}),
    },
  });
  const { dryRun } = options;
  await registry.admit.mutate({ ...request, dryRun });
  await registry.admit.validate({ ...request, dryRun });
}
