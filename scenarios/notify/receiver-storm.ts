import {
  answersStorm,
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  during,
  gitHost,
  gitRequestsStayUnder,
  keepsArtifact,
  memoryStaysUnder,
  parallel,
  receiverObjects,
  scenario,
  storm,
  until,
  wait,
} from "../../harness/index.ts";

/**
 * Every webhook sets an annotation on its source, and nothing more. The Git host is slow, 2 s an answer, so that
 * requests tell how webhooks add up, on a fast machine as on a slow one: one fetch runs and one waits, and once
 * the storm is over nothing is left to be worked off. Kills: a receiver that keeps its senders waiting while a
 * source is fetched, or refuses them; requests that stand in line.
 */
export default scenario({
  name: "notify/receiver-storm",
  guarantee:
    "A storm of signed webhooks for one source is answered whole and at once, however slow the Git host; what comes while a fetch runs adds up to one more, and a commit pushed into the storm arrives.",
  fleet: { repositories: 2, kustomizations: 2, sourceInterval: "10m" },
  objects: receiverObjects({ name: "hook", source: "fleet-000" }),
  drive: [
    converge({ within: "1m" }),
    until({ kind: "Receiver", name: "hook", status: "True", reason: "Succeeded", within: "30s" }),
    during(gitHost.delays({ delayMs: 2_000, match: { repositories: ["fleet-000"] } }), [
      parallel(
        [storm({ target: { receiver: "hook" }, rate: 5, for: "30s" })],
        [wait("10s"), commit({ repositories: ["fleet-000"] })],
      ),
    ]),
    wait("10s"),
    converge({ within: "30s", repositories: ["fleet-000"] }),
  ],
  check: [
    answersStorm({ receiver: "hook", p50: "1s" }),
    gitRequestsStayUnder({ repository: "fleet-000", during: { fault: 1 }, max: 20 }),
    gitRequestsStayUnder({ repository: "fleet-000", during: { step: "wait", nth: 2 }, max: 3 }),
    changesArrive({ max: "20s" }),
    keepsArtifact({ name: "fleet-001", during: { fault: 1 } }),
    memoryStaysUnder({ process: "notification-controller", figure: "anon", max: "128Mi" }),
    memoryStaysUnder({ process: "source-controller", figure: "anon", max: "128Mi" }),
    controllersStayUp(),
  ],
  kills: ["receiver-waits-for-fetch", "requests-stand-in-line"],
});
