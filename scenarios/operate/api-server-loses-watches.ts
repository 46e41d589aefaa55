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

/** What a watch missed is told again: client-go resumes, or lists anew after 410. */
export default scenario({
  name: "operate/api-server-loses-watches",
  guarantee:
    "Watches that end every second, fall silent, or come back to a compacted history cost the controllers time and no change.",
  environments: ["sim", "local", "kind"],
  fleet: { repositories: 2, kustomizations: 8, sourceInterval: "5s" },
  drive: [
    converge({ within: "2m" }),
    during(apiServer.dropsWatches({ afterMs: 1_000 }), [commit(), converge({ within: "1m" })]),
    during(apiServer.staleWatches({}), [commit(), wait("12s")]),
    converge({ within: "1m" }),
    during(apiServer.compacts({}), [commit(), converge({ within: "1m" })]),
  ],
  check: [changesArrive({ p99: "60s" }), prunesNothing(), controllersStayUp()],
});
