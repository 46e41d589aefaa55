import { definitionFromCrd } from "../definitions/custom/definition-from-crd.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import type { Registry } from "./call.ts";
import { type Crd, cleanupFinalizer, crdResource } from "./crd.ts";
import { acceptNames } from "./crd-names.ts";
import { resourceOf } from "./errors.ts";
import { timestamp } from "./identity.ts";
import { withOwnStatus } from "./own-status.ts";
import { sameJson } from "./same-json.ts";

/**
 * Serves what CustomResourceDefinitions define, from the moment their names are accepted until their last
 * instance is gone. Returns the function that ends it.
 */
export function followDefinitions(registry: Registry): () => void {
  const { store, catalog } = registry;
  const instances = new Map<string, () => void>();
  const settle = (name: string) => {
    const crd = store.get(crdResource, undefined, name) as Crd | undefined;
    if (!crd) return;
    if (crd.metadata.deletionTimestamp !== undefined) return finalize(crd);
    const settled = withConditions(registry, crd);
    // The change this makes comes here again, settled.
    if (settled !== crd) store.replace(crdResource, withOwnStatus(registry, settled, crd));
    else serve(crd);
  };
  const serve = (crd: Crd) => {
    const conditions = crd.status?.conditions ?? [];
    if (!conditions.some(({ type, status }) => type === "Established" && status === "True")) return;
    const { conversion, ...definition } = definitionFromCrd(crd);
    catalog.put(registry.convert && conversion ? { ...definition, conversion } : definition);
  };
  const finalize = (crd: Crd) => {
    const finalizers = crd.metadata.finalizers ?? [];
    if (!finalizers.includes(cleanupFinalizer)) return;
    const { group, names } = crd.spec;
    const definition = catalog.kind(group, names.kind);
    const own = definition?.plural === names.plural ? definition : undefined;
    const remaining = own ? deleteInstances(registry, own) : 0;
    const key = crd.metadata.name;
    if (remaining > 0 && own && !instances.has(key)) {
      const again = () => queueMicrotask(() => settle(key));
      instances.set(key, store.subscribe(resourceOf(own), again));
    }
    if (remaining > 0) return;
    const left = finalizers.filter((each) => each !== cleanupFinalizer);
    const { finalizers: _, ...metadata } = crd.metadata;
    if (left.length > 0) {
      store.replace(crdResource, { ...crd, metadata: { ...metadata, finalizers: left } });
    } else {
      store.remove(crdResource, { ...crd, metadata });
    }
  };
  const stop = store.subscribe(crdResource, ({ type, object }) => {
    const { name } = object.metadata;
    if (type !== "DELETED") return queueMicrotask(() => settle(name));
    const { group, names } = (object as Crd).spec;
    catalog.remove(group, names.plural);
    instances.get(name)?.();
    instances.delete(name);
  });
  return () => {
    stop();
    for (const end of instances.values()) end();
  };
}

/** Deletes all instances; returns how many wait for their finalizers. */
function deleteInstances({ store, clock }: Registry, definition: ResourceDefinition): number {
  const resource = resourceOf(definition);
  let waiting = 0;
  for (const object of store.list(resource)) {
    if ((object.metadata.finalizers ?? []).length === 0) {
      store.remove(resource, object);
      continue;
    }
    waiting += 1;
    if (object.metadata.deletionTimestamp === undefined) {
      store.replace(resource, marked(object, timestamp(clock)));
    }
  }
  return waiting;
}

function marked(object: ApiObject, deletionTimestamp: string): ApiObject {
  const { generation = 0 } = object.metadata;
  const metadata = { ...object.metadata, deletionTimestamp, deletionGracePeriodSeconds: 0 };
  return { ...object, metadata: { ...metadata, generation: generation + 1 } };
}

function withConditions(registry: Registry, crd: Crd): Crd {
  const { acceptedNames, conditions } = acceptNames(registry, crd);
  const storage = crd.spec.versions.find((each) => each.storage)?.name ?? "";
  const stored = crd.status?.storedVersions ?? [];
  const status = {
    ...crd.status,
    acceptedNames,
    conditions,
    storedVersions: stored.includes(storage) ? stored : [...stored, storage],
  };
  return sameJson(status, crd.status) ? crd : { ...crd, status };
}
