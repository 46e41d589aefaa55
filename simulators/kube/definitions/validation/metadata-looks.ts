import type { ResourceDefinition } from "../../model/resource.ts";

/** How often the server looks at the metadata of an object that is updated; three times for most kinds. */
export function metadataLooks({ group, plural }: ResourceDefinition): number {
  if (group === "rbac.authorization.k8s.io") return 5;
  return looks[`${plural}.${group}`] ?? 3;
}

const looks: Record<string, number> = {
  "events.": 2,
  "poddisruptionbudgets.policy": 2,
  "namespaces.": 4,
  "configmaps.": 4,
  "secrets.": 4,
  "serviceaccounts.": 4,
  "pods.": 4,
  "jobs.batch": 4,
  "ingresses.networking.k8s.io": 4,
  "ingressclasses.networking.k8s.io": 4,
  "networkpolicies.networking.k8s.io": 4,
  "storageclasses.storage.k8s.io": 4,
  "persistentvolumeclaims.": 5,
};
