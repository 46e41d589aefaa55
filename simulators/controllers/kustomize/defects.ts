import type { DefectInfo } from "../defects.ts";

/** Defects of kustomize-controller. */
export const kustomizeDefects = {
  "empty-build-on-error": {
    what: "A path that is missing or doesn't build counts as one that is empty: all that was applied is pruned.",
  },
  "prunes-on-failed-apply": {
    what: "What could not be applied is taken for what is no longer wanted, and pruned.",
  },
  "dependency-revision-ignored": {
    what: "A dependency that is Ready at an older revision of the same source is ready enough.",
  },
  "dependencies-ignored": {
    what: "spec.dependsOn is ignored: what comes first is applied first.",
  },
  "dependency-of-own-shard-only": {
    what: "What a Kustomization depends on is looked for among those of its own shard: another's is not found.",
    cites: "fluxcd/kustomize-controller#1175",
  },
  "suspend-ignored": {
    what: "A suspended Kustomization is reconciled like any other.",
  },
  "suspend-ignored-on-delete": {
    what: "A suspended Kustomization that is deleted takes along what it applied.",
  },
  "wakes-only-five": {
    what: "A new revision of a source wakes five of its Kustomizations; others wait for their interval.",
  },
  "revision-recorded-before-apply": {
    what: "A revision counts as applied from the moment its objects begin to be: whoever is killed there never applies the rest.",
  },
  "retry-interval-ignored": {
    what: "A Kustomization that fails is tried anew every second, whatever its retryInterval says.",
    cites: "fluxcd/flux2#5622",
  },
  "request-never-handled": {
    what: "A requested reconciliation is done, but never recorded as handled: whoever asked waits for ever.",
  },
  "impersonation-ignored": {
    what: "spec.serviceAccountName is ignored: a tenant applies with the controller's own rights.",
  },
  "failed-health-reported-ready": {
    what: "A health check that fails counts as passed: the Kustomization is Ready.",
  },
  "fetches-one-at-a-time": {
    what: "Artifacts are fetched one at a time, behind the lock of builds: one that gets no answer holds up all.",
    cites: "fluxcd/helm-controller#1463",
  },
  "health-check-outlasts-revision": {
    what: "A health check lasts its time whatever comes: the commit that mends what it waits for stands in line.",
    cites: "fluxcd/flux2#5584",
  },
  "kubectl-edits-kept": {
    what: "What kubectl wrote is not taken over: fields that it added stay.",
  },
  "merge-ignored": {
    what: "Objects annotated ssa: Merge are applied like any other: fields that kubectl added go.",
  },
  "if-not-present-ignored": {
    what: "Objects annotated ssa: IfNotPresent are applied like any other: edits of them are undone.",
  },
  "reconcile-disabled-ignored": {
    what: "Objects annotated reconcile: disabled are applied and pruned like any other.",
  },
  "skipped-is-pruned": {
    what: "What an annotation keeps from being applied counts as no longer wanted: it is pruned, and made anew the next time.",
    cites: "fluxcd/kustomize-controller#1647",
  },
  "skipped-stays-in-inventory": {
    what: "What an annotation in Git keeps from being applied stays in the inventory: dropped from Git, it is pruned.",
    cites: "fluxcd/kustomize-controller#1651",
  },
  "recreates-unasked": {
    what: "Objects whose immutable fields change are deleted and made anew, annotated force: enabled or not.",
  },
  "force-ignored": {
    what: "Objects annotated force: enabled are never made anew: a change of an immutable field fails.",
  },
  "missing-variables-taken-as-empty": {
    what: "A ConfigMap or Secret of variables that is missing counts as one that holds none: their values go from what is applied.",
  },
  "variables-not-watched": {
    what: "A change of a ConfigMap or Secret that says it is to be watched wakes nobody: its values wait for the interval.",
  },
  "substitution-error-tells-values": {
    what: "An error about values that make no YAML quotes them, those of Secrets too.",
    cites: "fluxcd/kustomize-controller#1741",
  },
  "prune-disabled-ignored": {
    what: "Objects annotated prune: disabled are pruned like any other.",
  },
} as const satisfies Record<string, DefectInfo>;
