import {
  applyObject,
  bucketSource,
  buckets,
  configMap,
  controllersStayUp,
  during,
  keepsArtifact,
  kustomization,
  occurs,
  putObjects,
  recovers,
  requestReconcile,
  scenario,
  shows,
  until,
  untilReconciled,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const app = { kind: "Bucket", name: "apps" } as const;
const object = (name: string, change: string) => ({
  [`${name}.yaml`]: yamlOf(configMap({ name, data: { change } })),
});
const reconciled = untilReconciled({ name: "apps", within: "1m" });
const failed = (message: string) =>
  until({
    ...{ ...app, status: "False", reason: "BucketOperationFailed", message },
    within: "45s",
  });
const config = { type: "kube.object", kind: "ConfigMap" } as const;

/**
 * The client asks ten times before it gives up. An object that can't be read is not one that is gone: no
 * artifact is made of the rest.
 */
export default scenario({
  name: "sources/bucket-outage",
  guarantee:
    "Through an outage of its host, be it of the list or of single objects, a Bucket says so and keeps the artifact it has; what is put in or taken out meanwhile arrives afterwards, and nothing else is pruned.",
  environments: ["sim", "local", "kind"],
  artifactHosts: { buckets: { apps: { ...object("kept", "1"), ...object("dropped", "1") } } },
  objects: [bucketSource({ bucket: "apps" })],
  drive: [
    until({ ...app, status: "True", within: "1m" }),
    // Made before, it would look in vain, and once more half a minute later, wherever that falls.
    applyObject(kustomization({ name: "apps", kind: "Bucket", repository: "apps", path: "./" })),
    reconciled,
    wait("6s"),
    during(buckets.answers({ status: 503, match: { endpoint: "list" } }), [
      putObjects({ bucket: "apps", objects: { ...object("kept", "2"), "dropped.yaml": null } }),
      failed("listing objects from bucket 'apps' failed"),
      // Applies what there is again, and would prune what is lacking.
      requestReconcile({ kind: "Kustomization", name: "apps" }),
      reconciled,
    ]),
    reconciled,
    during(buckets.answers({ status: 503, match: { keys: ["kept.yaml"] } }), [
      putObjects({ bucket: "apps", objects: { ...object("kept", "3"), ...object("new", "3") } }),
      failed("fetch from bucket 'apps' failed"),
    ]),
    reconciled,
  ],
  check: [
    shows({
      ...{ ...app, type: "FetchFailed", status: "True", reason: "BucketOperationFailed" },
      message:
        "^indexation of objects from bucket 'apps' failed: listing objects from bucket 'apps' failed: ",
      during: { fault: 1 },
    }),
    shows({
      ...{ ...app, type: "FetchFailed", status: "True", reason: "BucketOperationFailed" },
      message: "^fetch from bucket 'apps' failed: failed to get 'kept.yaml' object: ",
      during: { fault: 2 },
    }),
    ...[1, 2].flatMap((fault) => [
      keepsArtifact({ ...app, during: { fault } }),
      recovers({ ...app, after: { fault }, within: "30s" }),
    ]),
    ...[1, 2, 3].map((change) =>
      occurs({ what: { ...config, name: "kept", state: { change } }, times: 1 }),
    ),
    occurs({ what: { ...config, name: "kept", change: "deleted" }, times: 0 }),
    occurs({ what: { ...config, name: "dropped", change: "deleted" }, times: 1 }),
    occurs({ what: { ...config, name: "new", state: { change: 3 } }, times: 1 }),
    controllersStayUp(),
  ],
  kills: ["unreadable-object-left-out", "empty-source-on-error"],
});
