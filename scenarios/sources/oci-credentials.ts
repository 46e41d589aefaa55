import {
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
const finished = (times: number) => untilReconciled({ name: "app", times, within: "1m" });

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
    kustomization({ name: "app", kind: "OCIRepository", repository: "app", path: "./" }),
  ],
  drive: [
    finished(1),
    expireRegistryLogin(),
    until({
      ...{ ...app, status: "False", reason: "OCIArtifactPullFailed" },
      ...{ message: "UNAUTHORIZED", within: "30s" },
    }),
    pushArtifact(artifact("2")),
    // Long enough for the back-off to have grown past five seconds.
    wait("10s"),
    rotateRegistryLogin({ secret: "login" }),
    requestReconcile(app),
    finished(2),
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
