import { expect, test } from "vitest";
import {
  configMap,
  type KustomizeCluster,
  onKustomizeCluster,
} from "./testing/kustomize-cluster.ts";

const revision = "main@sha1:1";

/** What Ready says once a Kustomization of these files has been tried, without what no two runs share. */
async function readyOf(
  { publish, kustomize, rest, ready }: KustomizeCluster,
  files: Record<string, string>,
  spec: object = {},
): Promise<string> {
  await publish(revision, files);
  await kustomize(spec);
  await rest();
  return (await ready()).replace(/kustomization-\d+/g, "kustomization-N");
}

const object = (value: object) => JSON.stringify(value);

test.each([
  [
    "a path that isn't there",
    { "a.yaml": configMap("a") },
    { path: "./apps" },
    "False ArtifactFailed: kustomization path not found: stat /tmp/kustomization-N/apps: no such file or directory",
  ],
  [
    "no YAML",
    { "a.yaml": "a: b: c" },
    {},
    "False BuildFailed: failed to decode Kubernetes YAML from /tmp/kustomization-N/a.yaml: MalformedYAMLError: yaml: mapping values are not allowed in this context <nil>",
  ],
  [
    "no object of Kubernetes",
    { "a.yaml": object({ apiVersion: "v1", kind: "ConfigMap", data: {} }) },
    {},
    "False BuildFailed: failed to decode Kubernetes YAML from /tmp/kustomization-N/a.yaml: missing metadata.name in object {{v1 ConfigMap} {{ } map[] map[]}} <nil>",
  ],
  [
    "no version",
    { "a.yaml": object({ kind: "ConfigMap", metadata: { name: "a" } }) },
    {},
    'False BuildFailed: failed to decode Kubernetes apiVersion, kind and name from: {"kind":"ConfigMap","metadata":{"name":"a"}}',
  ],
  [
    "a resource that isn't there",
    { "kustomization.yaml": object({ resources: ["b.yaml"] }) },
    {},
    "False BuildFailed: kustomize build failed: accumulating resources: accumulation err='accumulating resources from 'b.yaml': open /tmp/kustomization-N/b.yaml: no such file or directory': must build at directory: not a valid directory: evalsymlink failure on '/tmp/kustomization-N/b.yaml' : lstat /tmp/kustomization-N/b.yaml: no such file or directory",
  ],
  [
    "the same object twice",
    { "a.yaml": configMap("a"), "b.yaml": configMap("a") },
    {},
    "False BuildFailed: kustomize build failed: accumulating resources: accumulation err='merging resources from './b.yaml': may not add resource with an already registered id: ConfigMap.v1.[noGrp]/a.default': must build at directory: '/tmp/kustomization-N/b.yaml': file is not directory",
  ],
  [
    "a namespace that isn't there",
    { "a.yaml": configMap("a") },
    { targetNamespace: "missing" },
    'False ReconciliationFailed: ConfigMap/missing/a not found: namespaces "missing" not found\n',
  ],
  [
    "no namespace at all",
    { "a.yaml": object({ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } }) },
    {},
    "False ReconciliationFailed: ConfigMap/a namespace not specified: the server could not find the requested resource\n",
  ],
  [
    "a kind that isn't served",
    { "a.yaml": object({ apiVersion: "x.io/v1", kind: "Thing", metadata: { name: "a" } }) },
    {},
    'False ReconciliationFailed: Thing/a dry-run failed: no matches for kind "Thing" in version "x.io/v1"\n',
  ],
  [
    "an object that isn't valid",
    { "a.yaml": configMap("A") },
    {},
    "False ReconciliationFailed: ConfigMap/default/A dry-run failed (Invalid): ConfigMap \"A\" is invalid: metadata.name: Invalid value: \"A\": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character (e.g. 'example.com', regex used for validation is '[a-z0-9]([-a-z0-9]*[a-z0-9])?(\\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*')\n",
  ],
  [
    "what the model doesn't have",
    { "kustomization.yaml": object({ configMapGenerator: [] }) },
    {},
    "False BuildFailed: outside the model: configMapGenerator in kustomization.yaml",
  ],
])("%s is said in Flux's words", async (_, files, spec, expected) => {
  await onKustomizeCluster(async (cluster) => {
    expect(await readyOf(cluster, files, { retryInterval: "1h", ...spec })).toBe(expected);
    const [last] = (await cluster.events()).slice(-1);
    expect(last?.replace(/kustomization-\d+/g, "kustomization-N")).toBe(
      expected.replace("False", "Warning"),
    );
  });
});

test("a source that isn't there is looked for at the retry interval, without an Event", async () => {
  await onKustomizeCluster(async ({ kustomize, rest, ready, events }) => {
    await kustomize({ sourceRef: { kind: "GitRepository", name: "other" } });
    await rest();
    const message = 'GitRepository.source.toolkit.fluxcd.io "other" not found';
    expect(await ready()).toBe(`False ArtifactFailed: ${message}`);
    expect(await events()).toEqual([]);
  });
});

test("a source without an artifact is waited for, and wakes those who wait", async () => {
  await onKustomizeCluster(async ({ kustomize, rest, ready, publish, clock }) => {
    await kustomize();
    await rest();
    expect(await ready()).toBe("False ArtifactFailed: Source artifact not found, retrying in 30s");
    await clock.sleep(5_000);
    await publish(revision, { "a.yaml": configMap("a") });
    await rest();
    expect(await ready()).toContain("True ReconciliationSucceeded");
  });
});

test("a failure is tried again at the retry interval, which doesn't grow", async () => {
  await onKustomizeCluster(async ({ publish, kustomize, rest, requests, clock, read }) => {
    await publish(revision, { "a.yaml": "a: b: c" });
    await rest();
    await kustomize({ retryInterval: "20s" });
    await rest();
    await clock.sleep(95_000);
    await rest();
    // Folders have another name each time, and so do the Events that tell of them.
    const attempts = requests.filter((each) => each === "create events").length;
    expect(attempts).toBe(5);
    expect((await read()).status).toMatchObject({
      observedGeneration: -1,
      conditions: [{ type: "Reconciling", reason: "ProgressingWithRetry" }, { type: "Ready" }],
      lastAttemptedRevision: revision,
    });
  });
});

test("a failure of the whole applies nothing of it", async () => {
  await onKustomizeCluster(async (cluster) => {
    const files = { "a.yaml": configMap("a"), "b.yaml": configMap("B") };
    expect(await readyOf(cluster, files)).toContain("ConfigMap/default/B dry-run failed (Invalid)");
    const { items } = await cluster.admin.list({ apiVersion: "v1", resource: "configmaps" });
    expect(items.map(({ metadata }) => metadata.name)).not.toContain("a");
  });
});
