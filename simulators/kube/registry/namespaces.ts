import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import type { Call, Registry } from "./call.ts";
import { forbidden, notFound, resourceOf } from "./errors.ts";

export const namespaces = { group: "", resource: "namespaces" };

/** Namespaces the server itself lives in; admission keeps them. */
const immortal = ["default", "kube-system", "kube-public"];

export function isNamespace({ group, plural }: ResourceDefinition): boolean {
  return group === "" && plural === "namespaces";
}

/** New objects need a namespace that is there to stay. @throws ApiError NotFound or Forbidden. */
export function requireLivingNamespace(registry: Registry, { target }: Call, name: string): void {
  const { definition, namespace } = target;
  if (!definition.namespaced || namespace === undefined) return;
  const found = registry.store.get(namespaces, undefined, namespace);
  if (!found) throw notFound(namespaces, namespace);
  if (found.metadata.deletionTimestamp === undefined) return;
  // Admission reviews of one's own rights are asked in dying namespaces too.
  if (definition.group === "authorization.k8s.io") return;
  const why = `unable to create new content in namespace ${namespace} because it is being terminated`;
  throw forbidden(resourceOf(definition), name, why, [
    {
      reason: "NamespaceTerminating",
      message: `namespace ${namespace} is being terminated`,
      field: "metadata.namespace",
    },
  ]);
}

/** @throws ApiError Forbidden for a namespace the cluster can't be without. */
export function requireMortal({ definition, name }: Call["target"]): void {
  if (isNamespace(definition) && name !== undefined && immortal.includes(name)) {
    throw forbidden(namespaces, name, "this namespace may not be deleted");
  }
}

/** What `spec.finalizers` still holds; the namespace controller clears it once all content is gone. */
export function namespaceFinalizers(object: ApiObject): string[] {
  const spec = object.spec;
  const finalizers = typeof spec === "object" && spec !== null && Reflect.get(spec, "finalizers");
  return Array.isArray(finalizers) ? finalizers : [];
}

/** What a new namespace gets beyond its defaults. */
export function prepareNamespace(object: ApiObject): ApiObject {
  const spec = { ...(object.spec as object | undefined) };
  const finalizers = namespaceFinalizers(object);
  const kept = finalizers.includes("kubernetes") ? finalizers : [...finalizers, "kubernetes"];
  return labelled({ ...object, spec: { ...spec, finalizers: kept }, status: { phase: "Active" } });
}

/** Every namespace carries its name as a label. */
export function labelled(object: ApiObject): ApiObject {
  const { name, labels } = object.metadata;
  if (labels?.["kubernetes.io/metadata.name"] === name) return object;
  const all = { ...labels, "kubernetes.io/metadata.name": name };
  return { ...object, metadata: { ...object.metadata, labels: all } };
}

/** A namespace marked for its end. */
export function terminating(object: ApiObject, at: string): ApiObject {
  return {
    ...object,
    metadata: { ...object.metadata, deletionTimestamp: at },
    status: { ...(object.status as object | undefined), phase: "Terminating" },
  };
}
