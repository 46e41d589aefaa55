import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  deleteObject,
  leavesAlone,
  occurs,
  resume,
  scenario,
  suspend,
  wait,
} from "../../harness/index.ts";

const kept = { kind: "Kustomization", name: "fleet-000-k-000" } as const;
const deleted = { kind: "Kustomization", name: "fleet-001-k-000" } as const;

/** Suspended means hands off, also on the way out: who deletes a suspended Kustomization keeps its objects. */
export default scenario({
  name: "apply/suspended-prunes-nothing",
  guarantee:
    "A suspended Kustomization neither applies nor prunes, not even when it is deleted; resumed, it takes the newest commit at once and prunes what that no longer holds.",
  fleet: {
    ...{ repositories: 2, kustomizations: 3, objectsPerKustomization: 2 },
    sourceInterval: "2s",
  },
  drive: [
    converge({ within: "1m" }),
    suspend(kept),
    suspend(deleted),
    commit({ objects: 1 }),
    converge({ within: "30s", except: [kept.name, deleted.name] }),
    deleteObject({ apiVersion: "kustomize.toolkit.fluxcd.io/v1", ...deleted }),
    wait("5s"),
    resume(kept),
    converge({ within: "30s", except: [deleted.name] }),
  ],
  check: [
    leavesAlone({
      kustomization: kept.name,
      during: { after: { step: "suspend" }, before: { step: "resume" } },
    }),
    leavesAlone({
      kustomization: deleted.name,
      during: { after: { step: "suspend", nth: 2 }, before: { step: "resume" } },
    }),
    // The finalizer lets go of it all the same.
    occurs({ what: { type: "kube.object", change: "deleted", ...deleted }, times: 1 }),
    // What was dropped: of the one that went on, and of the one that was resumed.
    occurs({ what: { type: "kube.object", change: "deleted", kind: "ConfigMap" }, times: 2 }),
    occurs({ what: { type: "kube.object", change: "deleted", name: `${kept.name}-1` }, times: 1 }),
    changesArrive({ repositories: ["fleet-000"], max: "45s" }),
    controllersStayUp(),
  ],
  kills: ["suspend-ignored", "suspend-ignored-on-delete"],
});
