import type { RealMutant } from "./real-mutant.ts";

const source = {
  ...({ controller: "source-controller", version: "1.7.3" } as const),
  file: "internal/controller/gitrepository_controller.go",
};
const kustomize = {
  ...({ controller: "kustomize-controller", version: "1.7.3" } as const),
  file: "internal/controller/kustomization_controller.go",
};
const helm = { controller: "helm-controller", version: "1.4.0" } as const;
const notification = { controller: "notification-controller", version: "1.6.0" } as const;

/** Of what is replaced, no more is quoted than finds the place. */
export const realMutants: readonly RealMutant[] = [
  {
    ...source,
    name: "artifact-dropped-on-failed-fetch",
    what: "A fetch that fails takes the artifact out of the source's status: nobody can use the last good one.",
    find: `gitReader.Clone(gitCtx, obj.Spec.URL, cloneOpts)
	if err != nil {
`,
    replace: `gitReader.Clone(gitCtx, obj.Spec.URL, cloneOpts)
	if err != nil {
		obj.Status.Artifact = nil
`,
    caughtBy: [{ scenario: "sources/rate-limited-host", checker: "keeps-artifact" }],
  },
  {
    ...source,
    name: "fetch-timeout-ignored",
    what: "A fetch takes as long as it takes, whatever the source's timeout says.",
    find: "context.WithTimeout(ctx, obj.Spec.Timeout.Duration)",
    replace: "context.WithCancel(ctx)",
    caughtBy: [{ scenario: "sources/timeout-in-transfer", checker: "deadline-holds" }],
  },
  {
    ...source,
    name: "poll-leaves-connection",
    what: "Each poll of a registry leaves behind what a connection holds that nobody closes: goroutines and two buffers.",
    cites: "fluxcd/source-controller#1867",
    file: "internal/controller/ocirepository_controller.go",
    find: "var authenticator authn.Authenticator",
    replace: `var authenticator authn.Authenticator
	for range 2 {
		go func(buffer []byte) { <-make(chan struct{}); buffer[0] = 1 }(make([]byte, 4096))
	}`,
    caughtBy: [{ scenario: "soak/memory-levels-off", checker: "memory-levels-off" }],
  },
  {
    ...kustomize,
    name: "retry-interval-ignored",
    what: "A Kustomization that fails is tried anew every second, whatever its retryInterval says.",
    cites: "fluxcd/flux2#5622",
    find: `reconcileErr.Error(), nil)
		return ctrl.Result{RequeueAfter: obj.GetRetryInterval()}`,
    replace: `reconcileErr.Error(), nil)
		return ctrl.Result{RequeueAfter: time.Second}`,
    caughtBy: [{ scenario: "apply/denied-by-rbac", checker: "shows-for" }],
  },
  {
    ...kustomize,
    name: "prunes-on-failed-apply",
    what: "What could not be applied is taken for what is no longer wanted, and pruned.",
    find: `r.apply(ctx, resourceManager, obj, revision, originRevision, objects)
	if err != nil {
`,
    replace: `r.apply(ctx, resourceManager, obj, revision, originRevision, objects)
	if err != nil {
		stale, _ := inventory.List(oldInventory)
		_, _ = r.prune(ctx, resourceManager, obj, revision, originRevision, stale)
`,
    caughtBy: [{ scenario: "apply/invalid-object-blocks-its-batch", checker: "prunes-nothing" }],
  },
  {
    ...kustomize,
    name: "dependency-revision-ignored",
    what: "A dependency that is Ready at an older revision of the same source is ready enough.",
    find: "!source.GetArtifact().HasRevision(dep.Status.LastAppliedRevision) {",
    replace: "false {",
    caughtBy: [{ scenario: "apply/depends-on-orders", checker: "applies-after" }],
  },
  {
    ...notification,
    name: "deduplication-key-with-time",
    what: "Events that differ in their time alone count as different: every retry is told.",
    cites: "fluxcd/notification-controller#977",
    file: "internal/server/event_server.go",
    find: `"message=" + event.Message,`,
    replace: `"message=" + event.Message + event.Timestamp.String(),`,
    caughtBy: [{ scenario: "notify/events-reach-the-provider", checker: "occurs" }],
  },
  {
    ...notification,
    name: "receiver-takes-unsigned",
    what: "A webhook that brings no signature at all is believed.",
    file: "internal/server/receiver_handlers.go",
    find: `github.ValidateSignature(r.Header.Get("X-Signature"), b, []byte(token))
		if err != nil {`,
    replace: `github.ValidateSignature(r.Header.Get("X-Signature"), b, []byte(token))
		if err != nil && r.Header.Get("X-Signature") != "" {`,
    caughtBy: [{ scenario: "notify/receiver-triggers", checker: "occurs" }],
  },
  {
    ...helm,
    name: "pending-release-never-unlocked",
    what: "A release left pending by a kill is refused every action, for ever.",
    cites: "fluxcd/helm-controller#644",
    file: "internal/reconcile/atomic_release.go",
    find: "return NewUnlock(r.configFactory, r.eventRecorder), nil",
    replace: `return nil, errors.New("another operation (install/upgrade/rollback) is in progress")`,
    caughtBy: [{ scenario: "helm/killed-mid-upgrade", checker: "drove" }],
  },
];
