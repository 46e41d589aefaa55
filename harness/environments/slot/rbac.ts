import type { KubeObject } from "../../core/json.ts";
import type { ControllerInstance } from "../../scenario/instances.ts";

export const fluxNamespace = "flux-system";

interface PolicyRule {
  apiGroups?: string[];
  resources?: string[];
  nonResourceURLs?: string[];
  verbs: string[];
}

const rbac = "rbac.authorization.k8s.io";
const read = ["get", "list", "watch"];
const write = ["create", "update", "patch", "delete"];

const fluxGroups = [
  "source.toolkit.fluxcd.io",
  "kustomize.toolkit.fluxcd.io",
  "helm.toolkit.fluxcd.io",
  "notification.toolkit.fluxcd.io",
  "image.toolkit.fluxcd.io",
  "source.extensions.fluxcd.io",
];

/** What Flux's ClusterRole `crd-controller` lets every controller do. Source: flux2 `manifests/rbac/controller.yaml`. */
const controllerRules: PolicyRule[] = [
  { apiGroups: fluxGroups, resources: ["*"], verbs: ["*"] },
  {
    apiGroups: [""],
    resources: ["namespaces", "secrets", "configmaps", "serviceaccounts"],
    verbs: read,
  },
  { apiGroups: [""], resources: ["events"], verbs: ["create", "patch"] },
  // Leader election, with ConfigMaps as it was once and with Leases as it is.
  { apiGroups: [""], resources: ["configmaps"], verbs: [...read, ...write] },
  { apiGroups: [""], resources: ["configmaps/status"], verbs: ["get", "update", "patch"] },
  { apiGroups: ["coordination.k8s.io"], resources: ["leases"], verbs: [...read, ...write] },
  // A token in the name of the object's own ServiceAccount.
  { apiGroups: [""], resources: ["serviceaccounts/token"], verbs: ["create"] },
  // Finds out whether the API server limits its clients itself.
  { nonResourceURLs: ["/livez/ping"], verbs: ["head"] },
];

/** Controllers that apply users' objects and so may do anything. Source: flux2 `manifests/rbac/reconciler.yaml`. */
const reconcilers = ["kustomize-controller", "helm-controller"];

/**
 * Roles, bindings and accounts for these controllers, in Flux's own names; but each shard has an account of
 * its own, where Flux's documents share one, so that requests tell who sent them. Needs the namespace.
 */
export function accessObjects(instances: readonly ControllerInstance[]): KubeObject[] {
  const names = instances.map(({ name }) => name);
  const appliers = instances.filter(({ controller }) => reconcilers.includes(controller));
  return [
    {
      apiVersion: `${rbac}/v1`,
      kind: "ClusterRole",
      metadata: { name: "crd-controller" },
      rules: controllerRules,
    },
    clusterRoleBinding("crd-controller", "crd-controller", names),
    clusterRoleBinding(
      "cluster-reconciler",
      "cluster-admin",
      appliers.map(({ name }) => name),
    ),
    ...names.map((name) => ({
      apiVersion: "v1",
      kind: "ServiceAccount",
      metadata: { name, namespace: fluxNamespace },
    })),
  ];
}

export const namespaceObject: KubeObject = {
  apiVersion: "v1",
  kind: "Namespace",
  metadata: { name: fluxNamespace },
};

function clusterRoleBinding(name: string, role: string, accounts: string[]): KubeObject {
  return {
    apiVersion: `${rbac}/v1`,
    kind: "ClusterRoleBinding",
    metadata: { name },
    roleRef: { apiGroup: rbac, kind: "ClusterRole", name: role },
    subjects: accounts.map((account) => ({
      kind: "ServiceAccount",
      name: account,
      namespace: fluxNamespace,
    })),
  };
}
