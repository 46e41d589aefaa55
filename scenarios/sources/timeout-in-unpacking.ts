import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  deadlineHolds,
  parallel,
  repeat,
  scenario,
} from "../../harness/index.ts";

/**
 * Indexing the pack and writing the work tree take no context: once the bytes are there, the deadline
 * passes unheeded until that work is done, and one of the two workers is held as long.
 */
export default scenario({
  name: "sources/timeout-in-unpacking",
  guarantee:
    "A fetch that its `timeout` ends while it unpacks overruns its deadline by no more than the unpacking takes, and other sources are served by the other worker.",
  exclusive: true,
  fleet: { repositories: 2, kustomizations: 4, sourceInterval: "5s" },
  repositories: [
    {
      name: "bulky",
      content: { files: 60_000, fileBytes: 100 },
      source: { timeout: "2s", interval: "10m" },
    },
  ],
  drive: [
    parallel(
      [converge({ within: "4m", repositories: ["bulky"] })],
      [
        converge({ within: "3m", repositories: ["fleet-*"] }),
        repeat(3, [
          commit({ repositories: ["fleet-*"] }),
          converge({ within: "3m", repositories: ["fleet-*"] }),
        ]),
      ],
    ),
  ],
  check: [
    // 4 s on a machine of its own, beside other work more than two minutes: what would never end is to fail.
    deadlineHolds({ name: "bulky", timeout: "2s", overrun: "4m" }),
    changesArrive({ repositories: ["fleet-*"], p99: "60s" }),
    controllersStayUp(),
  ],
});
