import type { CrdNames } from "../definitions/custom/crd-shape.ts";
import { ApiError } from "../model/api-error.ts";
import type { ApiObject } from "../model/api-object.ts";
import type { ResourceDefinition } from "../model/resource.ts";
import type { Registry } from "./call.ts";

export const crdResource = {
  group: "apiextensions.k8s.io",
  resource: "customresourcedefinitions",
};

/** Holds a definition back until its instances are gone. */
export const cleanupFinalizer = "customresourcecleanup.apiextensions.k8s.io";

export interface Condition {
  type: string;
  status: "True" | "False" | "Unknown";
  lastTransitionTime: string;
  reason: string;
  message: string;
}

/** A CustomResourceDefinition, as far as its life cycle reads it. */
export interface Crd extends ApiObject {
  spec: {
    group: string;
    names: CrdNames;
    scope: "Namespaced" | "Cluster";
    versions: { name: string; served: boolean; storage: boolean }[];
  };
  status?: {
    acceptedNames?: CrdNames;
    conditions?: Condition[] | null;
    storedVersions?: string[];
  };
}

export function isDefinition({ group, plural }: ResourceDefinition): boolean {
  return group === crdResource.group && plural === crdResource.resource;
}

/** @throws ApiError MethodNotAllowed when the resource is about to go. */
export function requireLivingDefinition(registry: Registry, definition: ResourceDefinition): void {
  const name = `${definition.plural}.${definition.group}`;
  const crd = registry.store.get(crdResource, undefined, name);
  if (crd?.metadata.deletionTimestamp === undefined) return;
  throw new ApiError({
    message: "create not allowed while custom resource definition is terminating",
    reason: "MethodNotAllowed",
    details: { group: definition.group, kind: definition.plural },
    code: 405,
  });
}

/** A definition marked for its end. */
export function terminatingCrd(object: ApiObject, at: string): ApiObject {
  const crd = object as Crd;
  const condition: Condition = {
    type: "Terminating",
    status: "True",
    lastTransitionTime: at,
    reason: "InstanceDeletionPending",
    message:
      "CustomResourceDefinition marked for deletion; CustomResource deletion will begin soon",
  };
  const finalizers = crd.metadata.finalizers ?? [];
  return {
    ...crd,
    metadata: {
      ...crd.metadata,
      deletionTimestamp: at,
      deletionGracePeriodSeconds: 0,
      finalizers: [...finalizers.filter((each) => each !== cleanupFinalizer), cleanupFinalizer],
    },
    status: { ...crd.status, conditions: [...(crd.status?.conditions ?? []), condition] },
  };
}
