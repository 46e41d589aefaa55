import {
  addWebhook,
  commit,
  controllersStayUp,
  converge,
  keepsArtifact,
  occurs,
  receiverObjects,
  repeat,
  scenario,
  until,
  untilOccurs,
} from "../../harness/index.ts";

const told = (repository: string, status: number) => ({
  ...{ type: "git.webhook" as const, event: "push", repository, status },
});
const handled = (name: string) => ({
  ...{ type: "kube.object", kind: "GitRepository", name },
  state: { handledReconcileAt: "/./" },
});
// What Gitea sends is signed as GitHub's: there is no type of its own.
const receiver = (name: string) =>
  receiverObjects({ name, source: name, type: "github", events: ["push"] });

/**
 * Where `notify/receiver-triggers` sends its own webhooks, here the Git host does, at a push: with its own
 * headers, body and signature. Kills: signatures that aren't checked, an annotation on other sources than those
 * named, or one that source-controller heeds only at its next interval.
 */
export default scenario({
  name: "notify/push-webhook-triggers",
  guarantee:
    "Each push that the Git host tells a Receiver of is fetched and applied at once, whatever the source's interval; one told with another secret is refused, and another repository's changes nothing.",
  fleet: { repositories: 3, kustomizations: 3, sourceInterval: "10m" },
  objects: [...receiver("fleet-000"), ...receiver("fleet-001")],
  drive: [
    converge({ within: "1m" }),
    ...["fleet-000", "fleet-001"].map((name) =>
      until({ kind: "Receiver", name, status: "True", reason: "Succeeded", within: "30s" }),
    ),
    addWebhook({ repositories: ["fleet-000"], receiver: "fleet-000" }),
    addWebhook({ repositories: ["fleet-001"], receiver: "fleet-001", signature: "wrong" }),
    repeat(2, [
      commit({ repositories: ["fleet-001"] }),
      commit({ repositories: ["fleet-002"] }),
      commit({ repositories: ["fleet-000"] }),
      converge({ within: "20s", repositories: ["fleet-000"] }),
    ]),
    untilOccurs({ what: told("fleet-001", 400), times: 2, within: "20s" }),
  ],
  check: [
    occurs({ what: told("fleet-000", 200), times: 2 }),
    occurs({ what: told("fleet-001", 400), times: 2 }),
    occurs({ what: { type: "git.webhook", repository: "fleet-002" }, times: 0 }),
    occurs({ what: handled("fleet-000") }),
    ...["fleet-001", "fleet-002"].flatMap((name) => [
      occurs({ what: handled(name), times: 0 }),
      keepsArtifact({ name, during: { step: "repeat" } }),
    ]),
    controllersStayUp(),
  ],
  kills: ["receiver-checks-no-signature", "receiver-takes-every-source"],
});
