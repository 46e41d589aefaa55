import type { ApiObject } from "../model/api-object.ts";
import type { Target } from "./call.ts";
import { invalid, resourceOf } from "./errors.ts";

/** Kinds whose updates must name the resourceVersion they were made from, as those of custom resources. */
const conditionalOnly = new Set([
  "customresourcedefinitions.apiextensions.k8s.io",
  "leases.coordination.k8s.io",
  "mutatingwebhookconfigurations.admissionregistration.k8s.io",
  "validatingwebhookconfigurations.admissionregistration.k8s.io",
  "validatingadmissionpolicies.admissionregistration.k8s.io",
  "validatingadmissionpolicybindings.admissionregistration.k8s.io",
  "poddisruptionbudgets.policy",
  "runtimeclasses.node.k8s.io",
  "csidrivers.storage.k8s.io",
  "csinodes.storage.k8s.io",
  "csistoragecapacities.storage.k8s.io",
  "volumeattachments.storage.k8s.io",
]);

/** An update that names no resourceVersion is one of whatever there is. @throws ApiError Invalid. */
export function requireUnconditional({ definition }: Target, { metadata }: ApiObject): void {
  const { group, resource } = resourceOf(definition);
  if (!definition.custom && !conditionalOnly.has(`${resource}.${group}`)) return;
  throw invalid({ group, kind: resource }, metadata.name, [
    {
      type: "FieldValueInvalid",
      field: "metadata.resourceVersion",
      value: 0,
      detail: "must be specified for an update",
    },
  ]);
}
