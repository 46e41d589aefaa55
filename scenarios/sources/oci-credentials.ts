import {
  applyObject,
  configMap,
  controllersStayUp,
  expireRegistryLogin,
  keepsArtifact,
  kustomization,
  occurs,
  ociRepository,
  pushArtifact,
  recovers,
  registrySecret,
  requestReconcile,
  rotateRegistryLogin,
  scenario,
  shows,
  until,
  untilReconciled,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const app = { kind: "OCIRepository", name: "app" } as const;
const artifact = (change: string) => ({
  ...{ repository: "app", tags: ["latest"] },
  files: { "app.yaml": yamlOf(configMap({ name: "app", data: { change } })) },
});
const reconciled = untilReconciled({ name: "app", within: "1m" });

/**
 * The Secret is read at every attempt and not watched: a new login is used at the next retry, or at once
 * after a nudge. Whoever asks for no token at each attempt goes on with one that is worth nothing.
 */
export default scenario({
  name: "sources/oci-credentials",
  guarantee:
    "An OCIRepository whose login expired says so, keeps its artifact, and pulls again with a rotated login as soon as it is nudged.",
  environments: ["sim", "local", "kind"],
  artifactHosts: { registry: { login: "bearer", artifacts: [artifact("1")] } },
  objects: [
    registrySecret({ name: "login" }),
    ociRepository({ repository: "app", tag: "latest", spec: { secretRef: { name: "login" } } }),
  ],
  drive: [
    until({ ...app, status: "True", within: "1m" }),
    // Made before, it would look in vain, and once more half a minute later, wherever that falls.
    applyObject(
      kustomization({ name: "app", kind: "OCIRepository", repository: "app", path: "./" }),
    ),
    reconciled,
    expireRegistryLogin(),
    until({
      ...{ ...app, status: "False", reason: "OCIArtifactPullFailed" },
      ...{ message: "UNAUTHORIZED", within: "30s" },
    }),
    pushArtifact(artifact("2")),
    // Long enough for the back-off to have grown past ten seconds: what comes before is the nudge's doing.
    wait("13s"),
    rotateRegistryLogin({ secret: "login" }),
    requestReconcile(app),
    reconciled,
  ],
  check: [
    shows({
      ...{ ...app, type: "FetchFailed", status: "True", reason: "OCIArtifactPullFailed" },
      message:
        "^failed to determine artifact digest: GET http://.*/token\\?scope=.*: UNAUTHORIZED: authentication required",
    }),
    keepsArtifact({ ...app, during: { step: "wait" } }),
    recovers({ ...app, after: { step: "rotate-registry-login" }, within: "5s" }),
    occurs({ what: { type: "registry.request", endpoint: "token", status: 401 }, min: 3 }),
    ...[1, 2].map((change) =>
      occurs({ what: { type: "kube.object", kind: "ConfigMap", state: { change } }, times: 1 }),
    ),
    occurs({ what: { type: "kube.object", kind: "ConfigMap", change: "deleted" }, times: 0 }),
    controllersStayUp(),
  ],
  kills: ["secret-read-once"],
});
