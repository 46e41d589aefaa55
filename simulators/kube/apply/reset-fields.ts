/** Paths of fields, step by step. */
export type FieldPaths = readonly (readonly string[])[];

/** Kinds whose status updates take back more than `spec`, or less of it; from each kind's strategy. */
const statusResets: Record<string, FieldPaths> = {
  "apps/Deployment": [["spec"], ["metadata", "labels"]],
  "/Pod": [["spec"], ["metadata", "deletionTimestamp"], ["metadata", "ownerReferences"]],
  "certificates.k8s.io/CertificateSigningRequest": [["spec"], ["status", "conditions"]],
  ...Object.fromEntries(
    [
      "admissionregistration.k8s.io/ValidatingAdmissionPolicy",
      "apiextensions.k8s.io/CustomResourceDefinition",
      "apiregistration.k8s.io/APIService",
      "flowcontrol.apiserver.k8s.io/FlowSchema",
      "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration",
      "storage.k8s.io/VolumeAttachment",
    ].map((kind) => [kind, [["metadata"], ["spec"]]]),
  ),
};

/**
 * The fields a resource's strategy takes back from a request, which nobody comes to own by it: `status`
 * from those to the resource itself, all but it from those to `status`.
 */
export function resetFieldsOf(options: {
  group: string;
  kind: string;
  /** Whether the resource has the status subresource. */
  status: boolean;
  subresource?: string | undefined;
}): FieldPaths {
  const { group, kind, status, subresource } = options;
  if (!status) return [];
  const name = `${group}/${kind}`;
  if (subresource === "status") return statusResets[name] ?? [["spec"]];
  return name === "certificates.k8s.io/CertificateSigningRequest"
    ? [["spec"], ["status"]]
    : [["status"]];
}
