import {
  alertObjects,
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  during,
  occurs,
  scenario,
  sink,
  untilOccurs,
} from "../../harness/index.ts";

const inboxes = ["team", "down", "silent"];
const arrived = { type: "sink.request", status: 202 } as const;
const to = (inbox: string) => ({ ...arrived, inbox });
const lost = (inbox: string, why = "") => ({
  ...{ type: "kube.event", reason: "NotificationDispatchFailed" },
  involved: { kind: "Alert", name: inbox },
  message: `/^failed to send notification for \\w+/.*/.*: postMessage failed: .*${why}/`,
});
const fails = { type: "kube.event", involved: { name: "broken-k-000" }, kind: "Warning" };
const misplaced = `apiVersion: v1
kind: ConfigMap
metadata: { name: lost, namespace: nowhere }
`;

/**
 * Each event is sent in the background until its Provider's time-out, here two attempts, and then given up.
 * A failure that began in the outage is lost as well, for its repetitions count as told already. Kills:
 * dispatch that the reconcile or another Provider waits for, attempts without end or without a second one,
 * silence about what was lost, sending it later, and forgetting on failure what was told.
 */
export default scenario({
  name: "notify/provider-outage-loses-only-its-own",
  guarantee:
    "A Provider that fails or stays silent holds up neither reconciliation nor other Providers; what happens meanwhile is lost to it, each time with an Event on its Alert.",
  fleet: { repositories: 1, kustomizations: 2, sourceInterval: "3s", retryInterval: "2s" },
  repositories: [{ name: "broken", kustomizations: 1 }],
  objects: inboxes.flatMap((inbox) =>
    alertObjects({
      ...{ inbox, kinds: ["GitRepository", "Kustomization"], timeout: "5s" },
      // Told at every interval, for the time in it makes it another one: nothing to count on.
      exclude: ["^Reconciliation finished"],
    }),
  ),
  drive: [
    converge({ within: "1m" }),
    untilOccurs({ what: arrived, times: 15, within: "10s" }),
    during(sink.answers({ status: 503, match: { inboxes: ["down"] } }), [
      during(sink.delays({ delayMs: 3_600_000, match: { inboxes: ["silent"] } }), [
        commit({ repositories: ["fleet-*"] }),
        commit({ repositories: ["broken"], files: { "broken-k-000/lost.yaml": misplaced } }),
        converge({ within: "1m", repositories: ["fleet-*"] }),
        untilOccurs({ what: lost("down"), times: 5, within: "20s" }),
        untilOccurs({ what: lost("silent"), times: 5, within: "20s" }),
      ]),
    ]),
    commit({ repositories: ["fleet-*"] }),
    converge({ within: "1m", repositories: ["fleet-*"] }),
    untilOccurs({ what: arrived, times: 29, within: "10s" }),
  ],
  check: [
    // Dispatch that is waited for takes the Provider's five seconds at least twice on the way.
    changesArrive({ repositories: ["fleet-*"], max: "9s" }),
    occurs({ what: to("team"), times: 5, during: { fault: 1 } }),
    occurs({ what: to("team"), times: 13 }),
    occurs({ what: lost("team"), times: 0 }),
    occurs({ what: { type: "sink.request", inbox: "down", status: 503 }, times: 10 }),
    occurs({ what: lost("down", ": context deadline exceeded"), times: 5 }),
    occurs({ what: to("down"), times: 8 }),
    occurs({ what: lost("silent", "giving up after 1 attempt"), times: 5 }),
    occurs({ what: to("silent"), times: 8 }),
    occurs({ what: fails, min: 3 }),
    controllersStayUp(),
  ],
});
