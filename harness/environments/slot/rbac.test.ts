import { expect, test } from "vitest";
import { controllerInstances } from "../../scenario/instances.ts";
import { accessObjects } from "./rbac.ts";

const instances = [
  ...controllerInstances("source-controller", {}),
  ...controllerInstances("kustomize-controller", { shards: ["shard1"] }),
  ...controllerInstances("helm-controller", {}),
];
const controllers = instances.map(({ name }) => name);
const objects = accessObjects(instances);

const named = (kind: string, name: string) => {
  const found = objects.find((each) => each.kind === kind && each.metadata.name === name);
  if (!found) throw new Error(`no ${kind} ${name}`);
  return found;
};
const accounts = (binding: string) =>
  (named("ClusterRoleBinding", binding).subjects as { name: string; namespace: string }[]).map(
    ({ namespace, name }) => `${namespace}/${name}`,
  );

test("each controller has an account, bound to the role all share", () => {
  for (const name of controllers) {
    expect(named("ServiceAccount", name).metadata.namespace).toBe("flux-system");
  }
  expect(accounts("crd-controller")).toEqual(controllers.map((name) => `flux-system/${name}`));
});

test("only those that apply users' objects may do anything", () => {
  expect(accounts("cluster-reconciler")).toEqual([
    "flux-system/kustomize-controller",
    "flux-system/kustomize-controller-shard1",
    "flux-system/helm-controller",
  ]);
  expect(named("ClusterRoleBinding", "cluster-reconciler").roleRef).toMatchObject({
    kind: "ClusterRole",
    name: "cluster-admin",
  });
});

test("the shared role writes nothing but Flux's own kinds, events, leases and ConfigMaps", () => {
  const rules = named("ClusterRole", "crd-controller").rules as {
    apiGroups?: string[];
    resources?: string[];
    verbs: string[];
  }[];
  const foreign = rules.filter(
    ({ apiGroups }) => !apiGroups?.some((each) => each.includes("fluxcd")),
  );
  const readOnly = ["get", "list", "watch", "head"];
  const writable = foreign
    .filter(({ verbs }) => verbs.some((verb) => !readOnly.includes(verb)))
    .flatMap(({ resources }) => resources ?? []);
  expect(writable.toSorted()).toEqual([
    "configmaps",
    "configmaps/status",
    "events",
    "leases",
    "serviceaccounts/token",
  ]);
  const secrets = rules.filter(({ resources }) => resources?.includes("secrets"));
  expect(secrets.flatMap(({ verbs }) => verbs)).toEqual(["get", "list", "watch"]);
});
