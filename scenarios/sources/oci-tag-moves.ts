import {
  applyObject,
  configMap,
  controllersStayUp,
  during,
  keepsArtifact,
  kustomization,
  occurs,
  ociRepository,
  pushArtifact,
  recovers,
  registry,
  requestReconcile,
  scenario,
  shows,
  until,
  untilReconciled,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const app = { kind: "OCIRepository", name: "app" } as const;
const artifact = (change: string, ...names: string[]) => ({
  ...{ repository: "app", tags: ["latest"] },
  files: {
    "app.yaml": yamlOf(...names.map((name) => configMap({ name, data: { change } }))),
  },
});
const reconciled = untilReconciled({ name: "app", within: "1m" });
const config = { type: "kube.object", kind: "ConfigMap" } as const;

/**
 * Each poll asks for nothing but the tag's digest; blobs travel once for each artifact. An error of the
 * registry, whatever its answer, is no empty artifact.
 */
export default scenario({
  name: "sources/oci-tag-moves",
  guarantee:
    "An OCIRepository takes a moved tag at its next poll, pulls each artifact once, and keeps the one it has through an outage of the registry: exactly what a new artifact no longer holds is pruned.",
  environments: ["sim", "local", "kind"],
  artifactHosts: { registry: { artifacts: [artifact("1", "kept", "dropped")] } },
  objects: [ociRepository({ repository: "app", tag: "latest" })],
  drive: [
    until({ ...app, status: "True", within: "1m" }),
    // Made before, it would look in vain, and once more half a minute later, wherever that falls.
    applyObject(
      kustomization({ name: "app", kind: "OCIRepository", repository: "app", path: "./" }),
    ),
    reconciled,
    wait("6s"),
    pushArtifact(artifact("2", "kept")),
    reconciled,
    during(registry.answers({ status: 503 }), [
      pushArtifact(artifact("3", "kept")),
      until({
        ...{ ...app, status: "False", reason: "OCIArtifactPullFailed", message: "503" },
        within: "30s",
      }),
      // Applies what there is again, and would prune what is lacking.
      requestReconcile({ kind: "Kustomization", name: "app" }),
      reconciled,
    ]),
    reconciled,
  ],
  check: [
    shows({
      ...{ ...app, type: "FetchFailed", status: "True", reason: "OCIArtifactPullFailed" },
      message:
        "^failed to determine artifact digest: .*GET http://.*/v2/: unexpected status code 503",
      during: { fault: 1 },
    }),
    keepsArtifact({ ...app, during: { fault: 1 } }),
    recovers({ ...app, after: { fault: 1 }, within: "30s" }),
    ...[1, 2, 3].map((change) =>
      occurs({ what: { ...config, name: "kept", state: { change } }, times: 1 }),
    ),
    occurs({ what: { ...config, name: "kept", change: "deleted" }, times: 0 }),
    occurs({ what: { ...config, name: "dropped", change: "deleted" }, times: 1 }),
    occurs({ what: { type: "registry.request", endpoint: "blobs", status: 200 }, times: 3 }),
    occurs({ what: { type: "registry.request", endpoint: "manifests", method: "HEAD" }, min: 4 }),
    controllersStayUp(),
  ],
  kills: ["tag-resolved-once", "pulled-at-every-poll", "empty-source-on-error"],
});
