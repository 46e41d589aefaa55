import {
  chartFiles,
  commit,
  configMap,
  controllersStayUp,
  helmRelease,
  occurs,
  scenario,
  until,
  wait,
  yamlOf,
} from "../../harness/index.ts";

const chart = (change: number) =>
  chartFiles({
    ...{ name: "app", version: `0.${change}.0` },
    templates: {
      "config.yaml": yamlOf(configMap({ name: "app", data: { change: String(change) } })),
    },
  });
const released = (change: number) =>
  until({
    ...{ kind: "HelmRelease", name: "app", status: "True", within: "1m" },
    message: `app.v${change} with chart app@0.${change}.0`,
  });
const remembered = (...versions: number[]) => ({
  ...{ type: "kube.object", kind: "HelmRelease", name: "app" },
  state: { releases: versions.map((version) => ({ version })) },
});

/**
 * Each release is kept as a Secret with the whole chart in it, and in the status of its HelmRelease until
 * the next one is in place. Kills: releases that are kept for ever, and a former one that goes too early.
 */
export default scenario({
  name: "helm/keeps-few-releases",
  guarantee:
    "A HelmRelease remembers its release and the last one that was good before it, however many there were.",
  fleet: { sourceInterval: "2s" },
  repositories: [{ name: "charts", files: chart(1) }],
  objects: [helmRelease({ chart: "app", repository: "charts" })],
  drive: [
    released(1),
    commit({ files: chart(2) }),
    released(2),
    commit({ files: chart(3) }),
    released(3),
    commit({ files: chart(4) }),
    released(4),
    wait("2s"),
  ],
  check: [
    occurs({ what: remembered(2, 1), min: 1 }),
    occurs({ what: remembered(3, 2), min: 1 }),
    occurs({ what: remembered(4, 3), min: 1 }),
    occurs({ what: remembered(4, 3, 2, 1), times: 0 }),
    controllersStayUp(),
  ],
});
