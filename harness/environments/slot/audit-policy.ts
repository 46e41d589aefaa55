import { fluxNamespace } from "./rbac.ts";

const fluxGroups = [
  "source.toolkit.fluxcd.io",
  "kustomize.toolkit.fluxcd.io",
  "helm.toolkit.fluxcd.io",
  "notification.toolkit.fluxcd.io",
  "image.toolkit.fluxcd.io",
];

/**
 * What kube-apiserver writes to its audit log: one line for each request of a controller, when its
 * answer is complete. A watch has its line when it ends.
 *
 * @param request.bodies also write what status patches sent and got, which names resourceVersions
 */
export function auditPolicy(request: { bodies: boolean }): object {
  const controllers = { userGroups: [`system:serviceaccounts:${fluxNamespace}`] };
  const statusPatches = {
    ...controllers,
    level: "RequestResponse",
    verbs: ["patch"],
    resources: fluxGroups.map((group) => ({ group, resources: ["*/status"] })),
  };
  return {
    apiVersion: "audit.k8s.io/v1",
    kind: "Policy",
    omitStages: ["RequestReceived", "ResponseStarted"],
    omitManagedFields: true,
    rules: [
      ...(request.bodies ? [statusPatches] : []),
      { ...controllers, level: "Metadata" },
      { level: "None" },
    ],
  };
}
