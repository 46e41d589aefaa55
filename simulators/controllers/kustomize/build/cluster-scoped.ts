import type { ApiObject } from "../../runtime/controller-api.ts";

/** Kinds that kustomize knows to be without a namespace; what it doesn't know has one. */
const kinds = new Set([
  "admissionregistration.k8s.io/MutatingWebhookConfiguration",
  "admissionregistration.k8s.io/ValidatingWebhookConfiguration",
  "apiextensions.k8s.io/CustomResourceDefinition",
  "apiregistration.k8s.io/APIService",
  "certificates.k8s.io/CertificateSigningRequest",
  "flowcontrol.apiserver.k8s.io/FlowSchema",
  "flowcontrol.apiserver.k8s.io/PriorityLevelConfiguration",
  "networking.k8s.io/IngressClass",
  "node.k8s.io/RuntimeClass",
  "rbac.authorization.k8s.io/ClusterRole",
  "rbac.authorization.k8s.io/ClusterRoleBinding",
  "scheduling.k8s.io/PriorityClass",
  "storage.k8s.io/CSIDriver",
  "storage.k8s.io/CSINode",
  "storage.k8s.io/StorageClass",
  "storage.k8s.io/VolumeAttachment",
  "v1/Namespace",
  "v1/Node",
  "v1/PersistentVolume",
]);

export function isClusterScoped({ apiVersion = "", kind }: ApiObject): boolean {
  return kinds.has(`${apiVersion.replace(/\/.*/, "")}/${kind}`);
}
