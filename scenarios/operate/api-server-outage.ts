import {
  apiServer,
  changesArrive,
  commit,
  converge,
  during,
  prunesNothing,
  scenario,
  wait,
} from "../../harness/index.ts";

/**
 * Caches stay as they were while nothing answers: what can't be asked isn't taken for gone. Nothing is said
 * of the controllers themselves: where they elect leaders, half a minute costs them their leases, and they
 * exit as they should.
 */
export default scenario({
  name: "operate/api-server-outage",
  guarantee:
    "An API server that nobody reaches for half a minute, then one that accepts and never answers, prunes nothing; what was pushed meanwhile arrives once it is back.",
  environments: ["sim", "local", "kind"],
  fleet: { repositories: 2, kustomizations: 8, sourceInterval: "5s" },
  drive: [
    converge({ within: "2m" }),
    during(apiServer.refuses({}), [commit(), wait("30s")]),
    converge({ within: "2m" }),
    during(apiServer.blackholes({}), [commit(), wait("20s")]),
    converge({ within: "2m" }),
  ],
  check: [changesArrive({ p99: "2m" }), prunesNothing()],
});
