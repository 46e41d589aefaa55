import {
  changesArrive,
  commit,
  controllersStayUp,
  converge,
  memoryStaysUnder,
  parallel,
  prunesNothing,
  repeat,
  scenario,
  shows,
  wait,
} from "../../harness/index.ts";

/** 100,000 files in one commit: slow, but neither a hang nor a memory hog, and no one else has to wait. */
export default scenario({
  name: "sources/large-repository",
  guarantee:
    "A repository of 100,000 files with `timeout: 10m` yields its artifact, source-controller stays under half its memory limit, and other sources are served meanwhile.",
  exclusive: true,
  fleet: { repositories: 2, kustomizations: 4, sourceInterval: "5s" },
  repositories: [
    {
      name: "large",
      content: { files: 100_000, fileBytes: 100 },
      source: { timeout: "10m", interval: "10m" },
    },
  ],
  drive: [
    parallel(
      [converge({ within: "6m", repositories: ["large"] })],
      [
        converge({ within: "3m", repositories: ["fleet-*"] }),
        repeat(3, [
          commit({ repositories: ["fleet-*"] }),
          converge({ within: "3m", repositories: ["fleet-*"] }),
          wait("2s"),
        ]),
      ],
    ),
  ],
  check: [
    shows({
      kind: "GitRepository",
      name: "large",
      type: "ArtifactInStorage",
      status: "True",
      reason: "Succeeded",
    }),
    changesArrive({ repositories: ["fleet-*"], p99: "60s" }),
    memoryStaysUnder({ process: "source-controller", figure: "rss", max: "512Mi" }),
    prunesNothing(),
    controllersStayUp(),
  ],
});
