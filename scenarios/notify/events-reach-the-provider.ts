import {
  alertObjects,
  commit,
  controllersStayUp,
  converge,
  occurs,
  repeat,
  scenario,
  untilOccurs,
} from "../../harness/index.ts";

const told = (severity: string, event: Record<string, string>) => ({
  ...{ type: "sink.request", inbox: "team", status: 202, signature: "valid" },
  event: { severity, ...event },
});
/** A namespace that isn't there makes the same failure, word for word, at every retry. */
const failure = '/^ConfigMap/nowhere/lost not found: namespaces "nowhere" not found\\n$/';
const failing = { reason: "ReconciliationFailed", message: failure };
const misplaced = `apiVersion: v1
kind: ConfigMap
metadata: { name: lost, namespace: nowhere }
`;

/**
 * notification-controller drops an event that equals one of the last five minutes in object, message and
 * revision. Kills: a key without the revision (the second commit isn't told), one with a time in it or none
 * at all (every retry is told), trace events that are sent on (polls without news are told), lost and
 * doubled dispatches, signatures over anything but the body.
 */
export default scenario({
  name: "notify/events-reach-the-provider",
  guarantee:
    "What sources and Kustomizations do reaches a Provider once for each change, signed; a failure that repeats is told once, and polls without news never.",
  fleet: { repositories: 1, kustomizations: 2, sourceInterval: "3s", retryInterval: "2s" },
  repositories: [
    { name: "broken", kustomizations: 1, files: { "broken-k-000/lost.yaml": misplaced } },
  ],
  objects: alertObjects({
    inbox: "team",
    kinds: ["GitRepository", "Kustomization"],
    signed: true,
  }),
  drive: [
    converge({ within: "1m", repositories: ["fleet-*"] }),
    repeat(2, [
      commit({ repositories: ["fleet-*"] }),
      converge({ within: "1m", repositories: ["fleet-*"] }),
    ]),
    untilOccurs({ what: { type: "kube.event", ...failing }, times: 4, within: "30s" }),
    untilOccurs({ what: told("error", failing), within: "1s" }),
  ],
  check: [
    occurs({
      what: told("info", {
        reason: "NewArtifact",
        message: "/^stored artifact for commit 'Change [0-2]'$/",
      }),
      times: 4,
    }),
    occurs({ what: told("info", { reason: "Progressing", message: "/ created$/" }), times: 2 }),
    occurs({ what: told("info", { reason: "Progressing", message: "/ configured$/" }), times: 4 }),
    occurs({
      what: told("info", {
        reason: "ReconciliationSucceeded",
        message: "/^Reconciliation finished in .*s, next run in 10m0s$/",
      }),
      min: 6,
    }),
    occurs({ what: told("error", failing), times: 1 }),
    occurs({ what: { type: "kube.event", reason: "GitOperationSucceeded" }, min: 1 }),
    occurs({
      what: { type: "sink.request", event: { reason: "GitOperationSucceeded" } },
      times: 0,
    }),
    controllersStayUp(),
  ],
});
