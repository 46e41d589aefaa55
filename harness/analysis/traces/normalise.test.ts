import { describe, expect, it } from "vitest";
import { commit, history } from "../../../test/history.ts";
import { messageNormaliser, normalisingRules } from "./normalise.ts";

const hash = (digit: string) => digit.repeat(40);
const normalise = messageNormaliser(
  history(
    commit(hash("a")),
    commit(hash("b"), { repository: "large" }),
    commit(hash("c")),
    // The rewritten branch is back where it was.
    commit(hash("a"), { forced: true }),
  ),
);

/** What each rule takes, as the controllers write it. */
const taken: [rule: string, message: string, expected: string][] = [
  [
    "combined events",
    "(combined from similar events): no changes since last reconcilation",
    "no changes since last reconcilation",
  ],
  ["time", "expired at 2026-11-25T13:48:13.52Z", "expired at <time>"],
  ["time", "not before 2026-11-25T13:48:13+01:00", "not before <time>"],
  ["time", "since 2026-11-25 13:48:13 +0000 UTC", "since <time> UTC"],
  ["uid", "uid 25580cfb-f429-43c3-bb5e-9cd3fededb89 is gone", "uid <uid> is gone"],
  ["digest", `computed sha256:${"0a".repeat(32)}`, "computed sha256:<digest>"],
  ["hash", `observed revision 'main@sha1:${hash("d")}'`, "observed revision 'main@sha1:<hash>'"],
  [
    "host",
    "unable to clone 'http://172.18.0.1:41547/slow.git': dial tcp 192.168.16.1:80",
    "unable to clone 'http://127.0.0.1:<port>/slow.git': dial tcp 127.0.0.1:<port>",
  ],
  [
    "artifact host",
    "GET http://source-controller.flux-system.svc.cluster.local./gitrepository/a.tar.gz",
    "GET http://127.0.0.1:<port>/gitrepository/a.tar.gz",
  ],
  [
    "port",
    "unable to clone 'http://127.0.0.1:41333/slow.git'",
    "unable to clone 'http://127.0.0.1:<port>/slow.git'",
  ],
  [
    "port",
    "read tcp [::1]:47162->localhost:36713: reset",
    "read tcp [::1]:<port>->localhost:<port>: reset",
  ],
  [
    "port",
    "service=127.0.0.1%3A36713 or 127.0.0.1%!A(MISSING)36713",
    "service=127.0.0.1%3A<port> or 127.0.0.1%!A(MISSING)<port>",
  ],
  [
    "working folder",
    "path not found: stat /tmp/fluxproof-aB1/kustomize-controller/tmp/kustomization-761032647/apps: no such",
    "path not found: stat <folder>/apps: no such",
  ],
  ["working folder", "from '/tmp/kustomization-1/a.yaml'", "from '<folder>/a.yaml'"],
  [
    "pod template hash",
    'ReplicaSet "podinfo-7d9c4b5fd8" is progressing, ReplicaSet "app-2mjpxw" is not',
    'ReplicaSet "podinfo-<template>" is progressing, ReplicaSet "app-<template>" is not',
  ],
  ["measured duration", "took 76.44094ms, next", "took <duration>, next"],
  ["measured duration", "took 1m2.5s.", "took <duration>."],
  ["measured duration", "took 950µs", "took <duration>"],
  [
    "time taken",
    "Reconciliation finished in 77ms, next",
    "Reconciliation finished in <duration>, next",
  ],
  ["time taken", "Health check passed in 1m2s", "Health check passed in <duration>"],
  ["collected artifacts", "garbage collected 2 artifacts", "garbage collected <count> artifacts"],
];

describe("messageNormaliser", () => {
  it.each(taken)("takes what is a run's own by the rule %s: %s", (_, message, expected) => {
    expect(normalise(message)).toBe(expected);
  });

  it("has rules that each were seen to take something, and say why", () => {
    expect(new Set(taken.map(([rule]) => rule))).toEqual(
      new Set(normalisingRules.map(({ name }) => name)),
    );
    expect(normalisingRules.filter(({ because }) => because === "")).toEqual([]);
  });

  it.each(taken)("changes no more once it has: %s: %s", (_, message) => {
    expect(normalise(normalise(message))).toBe(normalise(message));
  });

  it.each([
    "Source artifact not found, retrying in 30s",
    "next run in 10m0s",
    "Fetching manifests with a timeout of 9m30s",
    "status code: 429",
    "stored artifact for commit 'Change 1'",
    "ConfigMap/fluxproof/fleet-000-k-000-0 configured",
    "processing object: new generation -1 -> 1",
    "dial tcp 10.0.0.1:443: connect: connection refused",
    "kustomize-controller 1.7.3",
    "apps/kustomization-1 is not a path of the machine",
    "/apps/kustomization.yaml",
  ])("leaves what is set or drawn from the seed: %s", (message) => {
    expect(normalise(message)).toBe(message);
  });

  it("names a commit by its place in its repository, by the first one it has", () => {
    const message = ["a", "b", "c"].map((digit) => `main@sha1:${hash(digit)}`).join(" ");
    expect(normalise(message)).toBe(
      "main@sha1:<commit 1 of fleet-000> main@sha1:<commit 1 of large> main@sha1:<commit 2 of fleet-000>",
    );
  });
});
