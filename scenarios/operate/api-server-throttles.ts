import {
  apiServer,
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  during,
  prunesNothing,
  scenario,
  wait,
} from "../../harness/index.ts";

const writes = { verbs: ["create" as const, "update" as const, "patch" as const] };

/** client-go waits as the answer says; the controllers' own back-off stays small. */
export default scenario({
  name: "operate/api-server-throttles",
  guarantee:
    "An API server that answers writes 429 with Retry-After, then 503, then has one write in ten conflict, delays what is applied and loses nothing.",
  environments: ["sim", "local", "kind"],
  fleet: { repositories: 2, kustomizations: 8, sourceInterval: "5s" },
  drive: [
    converge({ within: "2m" }),
    during(apiServer.answers({ status: 429, retryAfterSeconds: 1, match: writes }), [
      commit(),
      wait("15s"),
    ]),
    converge({ within: "90s" }),
    during(apiServer.answers({ status: 503, match: writes }), [commit(), wait("15s")]),
    converge({ within: "90s" }),
    during(apiServer.conflicts({ share: 0.1 }), [commit(), converge({ within: "2m" })]),
    converge({ within: "90s" }),
  ],
  check: [changesArrive({ p99: "2m" }), prunesNothing(), controllersStayUp()],
});
