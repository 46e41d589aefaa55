import { configMap, type KustomizeCluster } from "./testing/kustomize-cluster.ts";
import { configMaps, shows } from "./testing/shows-defect.ts";

const secrets = { apiVersion: "v1", resource: "secrets", namespace: "default" };
const watched = { name: "variables", labels: { "reconcile.fluxcd.io/watch": "Enabled" } };

/** A Kustomization of a ConfigMap whose text is what a Secret holds, as long as there is one. */
async function begun({ publish, kustomize, rest, admin }: KustomizeCluster, password?: string) {
  if (password !== undefined) {
    const stringData = { password };
    await admin.create(secrets, {
      apiVersion: "v1",
      kind: "Secret",
      metadata: watched,
      stringData,
    });
  }
  await publish("main@sha1:1", { "a.yaml": configMap("a", { text: `a \${password}` }) });
  await rest();
  const substituteFrom = [{ kind: "Secret", name: "variables" }];
  await kustomize({ interval: "10m", postBuild: { substituteFrom } });
  await rest();
}

async function textOf({ admin }: KustomizeCluster): Promise<unknown> {
  const { items } = await admin.list(configMaps);
  return items.find(({ metadata }) => metadata.name === "a")?.data;
}

shows(
  "missing-variables-taken-as-empty",
  async (cluster) => {
    await begun(cluster);
    return [await cluster.ready(), await textOf(cluster)];
  },
  {
    sound: [
      `False BuildFailed: post build failed for 'ConfigMap.v1.[noGrp]/a': substitute from 'Secret/variables' error: secrets "variables" not found`,
      undefined,
    ],
    defective: [
      "True ReconciliationSucceeded: Applied revision: main@sha1:1",
      { text: `a \${password}` },
    ],
  },
);

shows(
  "variables-not-watched",
  async (cluster) => {
    await begun(cluster, "1st");
    const patch = { stringData: { password: "2nd" } };
    await cluster.admin.patch({ ...secrets, name: "variables" }, { type: "merge", patch });
    await cluster.rest();
    return textOf(cluster);
  },
  { sound: { text: "a 2nd" }, defective: { text: "a 1st" } },
);

const failed =
  "False BuildFailed: post build failed for 'ConfigMap.v1.[noGrp]/a': envsubst error: YAMLToJSON: yaml: line 3: mapping values are not allowed in this context";

shows(
  "substitution-error-tells-values",
  async (cluster) => {
    await begun(cluster, "b: c");
    const message = await cluster.ready();
    return [message.slice(0, failed.length), message.includes("b: c")];
  },
  { sound: [failed, false], defective: [failed, true] },
);
