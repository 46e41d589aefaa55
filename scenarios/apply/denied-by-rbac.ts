import {
  applyObject,
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  deleteObject,
  leavesAlone,
  namespacePattern,
  occurs,
  recovers,
  scenario,
  shows,
  showsFor,
  until,
  wait,
} from "../../harness/index.ts";

const rbac = "rbac.authorization.k8s.io";
const deployer = { apiVersion: "v1", kind: "ServiceAccount", metadata: { name: "deployer" } };
const role = {
  apiVersion: `${rbac}/v1`,
  kind: "Role",
  metadata: { name: "deployer" },
  rules: [{ apiGroups: [""], resources: ["configmaps"], verbs: ["*"] }],
};
const binding = {
  apiVersion: `${rbac}/v1`,
  kind: "RoleBinding",
  metadata: { name: "deployer" },
  roleRef: { apiGroup: rbac, kind: "Role", name: "deployer" },
  subjects: [{ kind: "ServiceAccount", name: "deployer", namespace: "%NAMESPACE%" }],
};
const tenant = { kind: "Kustomization", name: "tenant-k-000" } as const;
const denied = { ...tenant, status: "False", reason: "ReconciliationFailed" } as const;
const words = `dry-run failed \\(Forbidden\\): configmaps "tenant-k-000-\\d" is forbidden: User "system:serviceaccount:${namespacePattern}:deployer" cannot patch resource`;

/** The commit drops an object and changes two: what can't be applied isn't pruned either. */
export default scenario({
  name: "apply/denied-by-rbac",
  guarantee:
    "A Kustomization whose ServiceAccount lost its rights says who may not do what, writes and prunes nothing, holds up no other, and applies at its next retry once the right is back.",
  fleet: {
    ...{ repositories: 1, kustomizations: 2, objectsPerKustomization: 3 },
    ...{ sourceInterval: "2s", retryInterval: "4s" },
  },
  repositories: [
    { name: "tenant", kustomizations: 1, kustomizationSpec: { serviceAccountName: "deployer" } },
  ],
  objects: [deployer, role, binding],
  drive: [
    converge({ within: "1m" }),
    // Applied once more, the commit before would be refused, too, and the retry come after the new one.
    wait("2s"),
    deleteObject({ apiVersion: `${rbac}/v1`, kind: "RoleBinding", name: "deployer" }),
    commit({ repositories: ["tenant"], objects: 2 }),
    commit({ repositories: ["fleet-*"] }),
    until({ ...denied, message: "Forbidden", within: "30s" }),
    converge({ within: "30s", repositories: ["fleet-*"] }),
    wait("7s"),
    applyObject(binding),
    converge({ within: "30s" }),
  ],
  check: [
    // Fails where the controller applies as itself, or as an account of another namespace.
    shows({ ...denied, message: words }),
    occurs({
      what: { type: "kube.event", involved: tenant, kind: "Warning", message: `/${words}/` },
    }),
    leavesAlone({
      kustomization: "tenant-k-000",
      during: { after: { step: "delete-object" }, before: { step: "apply-object" } },
    }),
    // `retryInterval`: neither a back-off nor the interval.
    showsFor({ ...denied, min: "3500ms", max: "10s" }),
    recovers({ ...tenant, after: { step: "apply-object" }, within: "15s" }),
    changesArrive({ max: "60s" }),
    changesArrive({ repositories: ["fleet-*"], max: "15s" }),
    controllersStayUp(),
  ],
  kills: ["impersonation-ignored", "retry-interval-ignored"],
});
