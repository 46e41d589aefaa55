import { expect, test } from "vitest";
import { HarnessError } from "../../core/failure.ts";
import { scenario } from "../../scenario/scenario.ts";
import { installedSubject } from "./installed-flux.ts";
import { examineCluster } from "./preflight.ts";
import { controllerDeployment, servedCluster } from "./testing/served-cluster.ts";
import { findContext } from "./user-context.ts";

const applies = scenario({
  name: "test/applies",
  guarantee: "Any.",
  fleet: { repositories: 1, kustomizations: 1 },
  drive: [],
  check: [],
});

async function withFlux() {
  const cluster = await servedCluster();
  await cluster.core.createNamespace({ body: { metadata: { name: "gitops" } } });
  for (const [name, image] of [
    ["source-controller", "ghcr.io/fluxcd/source-controller:v1.7.3"],
    ["source-controller-shard1", "ghcr.io/fluxcd/source-controller:v1.7.3@sha256:1234"],
    ["kustomize-controller", "registry.example:5000/mirror/kustomize-controller"],
    ["other-controller", "example.com/other-controller:v1.0.0"],
  ] as const) {
    const body = controllerDeployment(name, image);
    await cluster.apps.createNamespacedDeployment({ namespace: "gitops", body });
  }
  return cluster;
}

test("finds the Flux that is there, and names it as installed", async () => {
  await using cluster = await withFlux();
  const { flux, lacks, signs, creates } = await examineCluster({
    context: cluster.context,
    scenarios: [applies],
  });
  expect(flux.controllers).toMatchObject([
    { name: "kustomize-controller", namespace: "gitops", version: "unknown" },
    { name: "source-controller", controller: "source-controller", version: "1.7.3" },
    { name: "source-controller-shard1", controller: "source-controller", version: "1.7.3" },
  ]);
  expect({ lacks, signs }).toEqual({ lacks: [], signs: [] });
  expect(creates).toEqual([expect.stringContaining("test/applies")]);
  const subject = installedSubject("staging", flux);
  expect(subject).toMatchObject({
    name: "installed:staging",
    kind: "installed",
    controllers: [
      { name: "kustomize-controller", version: "unknown" },
      { name: "source-controller", version: "1.7.3" },
    ],
  });
});

test("lists what the user may not do and what isn't there, and changes nothing", async () => {
  await using cluster = await withFlux();
  await cluster.apps.deleteNamespacedDeployment({
    ...{ name: "kustomize-controller", namespace: "gitops" },
  });
  const namespaced = { namespace: "default", body: { metadata: { name: "viewer" } } };
  await cluster.core.createNamespacedServiceAccount(namespaced);
  await cluster.rbac.createClusterRoleBinding({
    body: {
      metadata: { name: "viewer" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "ServiceAccount", name: "viewer", namespace: "default" }],
    },
  });
  const context = await cluster.contextOf("viewer");
  const before = await cluster.core.listNamespace();
  const { lacks } = await examineCluster({ context, scenarios: [applies] });
  expect(lacks).toContain(
    "test/applies needs kustomize-controller, which no Deployment there runs",
  );
  expect(lacks).toContain("you may not create namespaces: needed for a namespace for each run");
  expect(lacks).toContainEqual(
    expect.stringMatching(/^you may not create gitrepositories\.source\.toolkit\.fluxcd\.io in /),
  );
  expect(lacks).toContainEqual(
    expect.stringMatching(/^you may not get pods\/proxy in gitops: .*memory/),
  );
  expect(
    lacks.filter((line) => /may not (get|list|watch) (pods|events|namespaces)( |:)/.test(line)),
  ).toEqual([]);
  const after = await cluster.core.listNamespace();
  expect(after.items.map(({ metadata }) => metadata?.name)).toEqual(
    before.items.map(({ metadata }) => metadata?.name),
  );
});

test("a cluster that doesn't answer is named", async () => {
  const cluster = await servedCluster();
  const { context } = cluster;
  await cluster[Symbol.asyncDispose]();
  const asked = examineCluster({ context, scenarios: [applies] });
  await expect(asked).rejects.toThrow(HarnessError);
  await expect(asked).rejects.toThrow(
    /--context fluxproof \(https:\/\/127\.0\.0\.1:\d+\) could not/,
  );
  expect(() => findContext("other", context.config)).toThrow(/expected one of: fluxproof/);
  expect(() => findContext(undefined, context.config)).toThrow(/the current one is never taken/);
});

test("lists Gitea where it is to run in the cluster, and what it takes", async () => {
  await using cluster = await withFlux();
  const namespaced = { namespace: "default", body: { metadata: { name: "nobody" } } };
  await cluster.core.createNamespacedServiceAccount(namespaced);
  const context = await cluster.contextOf("nobody");
  const examine = (giteaImage?: string) =>
    examineCluster({ context, scenarios: [applies], giteaImage }).catch(String);
  await cluster.rbac.createClusterRoleBinding({
    body: {
      metadata: { name: "nobody" },
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "ClusterRole", name: "view" },
      subjects: [{ kind: "ServiceAccount", name: "nobody", namespace: "default" }],
    },
  });
  const [without, withGitea] = [await examine(), await examine("registry.example/gitea:1")];
  if (typeof without === "string" || typeof withGitea === "string") throw new Error("no answer");
  expect(withGitea.creates.filter((line) => !without.creates.includes(line))).toEqual([
    "in each of them a Pod of Gitea, image registry.example/gitea:1, with its Secrets",
  ]);
  const more = withGitea.lacks.filter((line) => !without.lacks.includes(line));
  expect(more).toEqual(
    ["create pods", "get pods/exec", "create pods/exec", "get pods/portforward"]
      .concat("create pods/portforward")
      .map(
        (right) => `you may not ${right} in fluxproof-preflight: needed for Gitea in the cluster`,
      ),
  );
});
