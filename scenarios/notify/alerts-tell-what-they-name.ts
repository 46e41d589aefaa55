import {
  alertObjects,
  commit,
  controllersStayUp,
  converge,
  occurs,
  scenario,
  untilOccurs,
} from "../../harness/index.ts";

const kinds = ["GitRepository", "Kustomization"];
const to = (inbox: string, event: Record<string, string | Record<string, string>> = {}) => ({
  ...{ type: "sink.request", inbox, status: 202, event },
});
const failing = { severity: "error", reason: "ReconciliationFailed" };
const misplaced = `apiVersion: v1
kind: ConfigMap
metadata: { name: lost, namespace: nowhere }
`;

/**
 * Kills: sources of an Alert matched by kind or name alone, severities and lists that are ignored or take
 * each other's place, and a suspended Alert that still sends.
 */
export default scenario({
  name: "notify/alerts-tell-what-they-name",
  guarantee:
    "An Alert sends only the events of objects that it names, at its severity and as its lists allow, and none while it is suspended.",
  fleet: { repositories: 1, kustomizations: 2, sourceInterval: "3s", retryInterval: "2s" },
  repositories: [
    { name: "broken", kustomizations: 1, files: { "broken-k-000/lost.yaml": misplaced } },
  ],
  objects: [
    ...alertObjects({ inbox: "one", kinds: ["Kustomization"], name: "fleet-000-k-001" }),
    ...alertObjects({ inbox: "errors", kinds, severity: "error" }),
    ...alertObjects({ inbox: "included", kinds, include: ["configured$"] }),
    ...alertObjects({ inbox: "excluded", kinds, exclude: ["ed$", "^Reconciliation", "not found"] }),
    ...alertObjects({ inbox: "suspended", kinds, suspend: true }),
  ],
  drive: [
    converge({ within: "1m", repositories: ["fleet-*"] }),
    commit({ repositories: ["fleet-*"] }),
    converge({ within: "1m", repositories: ["fleet-*"] }),
    untilOccurs({ what: to("errors", failing), within: "10s" }),
    untilOccurs({ what: to("included"), times: 2, within: "10s" }),
  ],
  check: [
    occurs({ what: to("one", { message: "/ configured$/" }), times: 1 }),
    occurs({ what: to("one", { involved: { name: "fleet-000-k-001" } }), min: 4 }),
    occurs({ what: to("one", { involved: { kind: "GitRepository" } }), times: 0 }),
    occurs({ what: to("one", { involved: { name: "/-k-000$/" } }), times: 0 }),
    occurs({ what: to("errors"), times: 1 }),
    occurs({ what: to("included"), times: 2 }),
    occurs({ what: to("included", { message: "/ configured$/" }), times: 2 }),
    occurs({ what: to("excluded"), times: 3 }),
    occurs({ what: to("excluded", { reason: "NewArtifact" }), times: 3 }),
    occurs({ what: to("suspended"), times: 0 }),
    controllersStayUp(),
  ],
});
