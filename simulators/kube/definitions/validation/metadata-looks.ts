import type { ResourceDefinition } from "../../model/resource.ts";

/**
 * How often the code of a kind looks at the metadata of an object that is updated, beyond the two looks
 * that every object gets (`ValidateObjectMeta` and `ValidateObjectMetaUpdate` in the real server's sources).
 */
export interface MetadataLooks {
  /** At the object by itself: its name, labels, finalizers. */
  whole: number;
  /** At what changed. */
  changes: number;
  /** Finalizers have to be standard or qualified. */
  finalizers: boolean;
}

export function metadataLooks(
  { group, plural, custom }: ResourceDefinition,
  subresource?: string,
): MetadataLooks {
  const resource = `${plural}.${group}`;
  const finalizers = !custom && !lenient.has(group) && resource !== "events.";
  if (subresource === undefined) return { ...(looks[resource] ?? looksOf(group)), finalizers };
  const deep = /^(ephemeralcontainers|resize|approval)$/.test(subresource);
  if (deep || plural === "certificatesigningrequests") return { whole: 1, changes: 1, finalizers };
  const none = /^(poddisruptionbudgets|cronjobs|flowschemas|prioritylevel)/.test(plural);
  return { whole: 0, changes: none ? 0 : 1, finalizers };
}

function looksOf(group: string) {
  if (group === "rbac.authorization.k8s.io") return { whole: 2, changes: 1 };
  if (group === "admissionregistration.k8s.io") return { whole: 1, changes: 0 };
  if (group === "flowcontrol.apiserver.k8s.io") return { whole: 1, changes: 0 };
  return { whole: 0, changes: 1 };
}

/** Groups that check metadata as machinery does, which knows no standard finalizers. */
const lenient = new Set([
  "admissionregistration.k8s.io",
  "apiextensions.k8s.io",
  "apiregistration.k8s.io",
  "coordination.k8s.io",
  "node.k8s.io",
  "policy",
]);

const both = { whole: 1, changes: 1 };
const looks: Record<string, Omit<MetadataLooks, "finalizers">> = {
  "events.": { whole: 0, changes: 0 },
  "poddisruptionbudgets.policy": { whole: 0, changes: 0 },
  "limitranges.": { whole: 1, changes: 0 },
  "endpointslices.discovery.k8s.io": { whole: 1, changes: 0 },
  "persistentvolumes.": { whole: 2, changes: 0 },
  "csinodes.storage.k8s.io": { whole: 2, changes: 0 },
  "volumeattachments.storage.k8s.io": { whole: 2, changes: 0 },
  "persistentvolumeclaims.": { whole: 2, changes: 1 },
  "volumeattributesclasses.storage.k8s.io": { whole: 2, changes: 1 },
  "configmaps.": both,
  "endpoints.": both,
  "namespaces.": both,
  "nodes.": both,
  "pods.": both,
  "replicationcontrollers.": both,
  "secrets.": both,
  "serviceaccounts.": both,
  "controllerrevisions.apps": both,
  "apiservices.apiregistration.k8s.io": both,
  "jobs.batch": both,
  "certificatesigningrequests.certificates.k8s.io": both,
  "ingressclasses.networking.k8s.io": both,
  "ingresses.networking.k8s.io": both,
  "ipaddresses.networking.k8s.io": both,
  "networkpolicies.networking.k8s.io": both,
  "runtimeclasses.node.k8s.io": both,
  "deviceclasses.resource.k8s.io": both,
  "csistoragecapacities.storage.k8s.io": both,
  "storageclasses.storage.k8s.io": both,
};
