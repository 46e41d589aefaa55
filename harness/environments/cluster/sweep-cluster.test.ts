import { hostname } from "node:os";
import type { V1Pod, V1Secret } from "@kubernetes/client-node";
import { expect, test } from "vitest";
import { giteaObjects } from "../git-hosts/gitea/gitea-objects.ts";
import { giteaSettings } from "../git-hosts/gitea/settings.ts";
import { ownMark } from "../process/owner-mark.ts";
import { wallClock } from "../wall-clock.ts";
import { markedNamespace } from "./run-mark.ts";
import { sweepCluster } from "./sweep-cluster.ts";
import { servedCluster } from "./testing/served-cluster.ts";

const startedAt = "2026-11-25T20:00:00.000Z";
const owner = "fluxproof.dev/owner";
const dead = JSON.stringify({ host: hostname(), ...ownMark(), startTime: 1 });
const foreign = JSON.stringify({ host: "elsewhere", ...ownMark() });

test("removes what dead runs left, and nothing else", async () => {
  await using cluster = await servedCluster();
  const { context, core } = cluster;
  const add = async (id: string, change: { name?: string; mark?: string }) => {
    const marked = markedNamespace({ id, startedAt });
    const annotations = change.mark === undefined ? {} : { [owner]: change.mark };
    const metadata = {
      ...marked,
      name: change.name ?? marked.name,
      annotations: { ...marked.annotations, ...annotations },
    };
    await core.createNamespace({ body: { metadata } });
  };
  await add("mine", {});
  await add("dead", { mark: dead });
  await add("other", { mark: foreign });
  await add("broken", { mark: "no JSON" });
  await add("stray", { name: "kept-by-somebody", mark: dead });
  await core.createNamespace({ body: { metadata: { name: "fluxproof-unmarked" } } });

  const sweep = (all: boolean) =>
    sweepCluster({ context, all, clock: wallClock(), signal: new AbortController().signal });
  const first = await sweep(false);
  expect(first.removed).toEqual(["fluxproof-dead"]);
  expect(first.left.sort()).toEqual([
    expect.stringMatching(/^fluxproof-broken: made on another machine, begun 2026-11-25T20:00/),
    expect.stringMatching(/^fluxproof-mine: its run still goes on here/),
    expect.stringMatching(/^fluxproof-other: .*--all removes it too$/),
    expect.stringMatching(/^kept-by-somebody: /),
  ]);
  expect((await sweep(true)).removed.sort()).toEqual(["fluxproof-broken", "fluxproof-other"]);
  const names = (await core.listNamespace()).items.map(({ metadata }) => metadata?.name);
  expect(names).toEqual(
    expect.arrayContaining(["fluxproof-mine", "fluxproof-unmarked", "kept-by-somebody"]),
  );
  expect(names).not.toContain("fluxproof-dead");
});

test("Gitea goes with the run that it was of, and another's of that name stays", async () => {
  await using cluster = await servedCluster();
  const { context, core } = cluster;
  const marked = markedNamespace({ id: "dead", startedAt });
  const ofDead = { ...marked, annotations: { ...marked.annotations, [owner]: dead } };
  await core.createNamespace({ body: { metadata: ofDead } });
  await core.createNamespace({ body: { metadata: { name: "forge" } } });
  // As `--gitea-in-cluster` makes it, and once more by people who happen to have the same names and labels.
  for (const namespace of [marked.name, "forge"]) {
    const settings = giteaSettings();
    for (const body of giteaObjects({ image: "i", namespace, labels: marked.labels, settings })) {
      if (body.kind === "Pod") await core.createNamespacedPod({ namespace, body: body as V1Pod });
      else await core.createNamespacedSecret({ namespace, body: body as V1Secret });
    }
  }
  const { signal } = new AbortController();
  const sweep = await sweepCluster({ context, all: true, clock: wallClock(), signal });
  expect(sweep).toEqual({ removed: [marked.name], left: [] });
  const [pods, secrets] = await Promise.all([
    core.listPodForAllNamespaces(),
    core.listSecretForAllNamespaces(),
  ]);
  const namesOf = ({ items }: typeof pods | typeof secrets) =>
    items
      .map(({ metadata }) => `${metadata?.namespace}/${metadata?.name}`)
      .filter((name) => name.includes("gitea"))
      .sort();
  expect(namesOf(pods)).toEqual(["forge/gitea"]);
  expect(namesOf(secrets)).toEqual(["forge/gitea-host-key", "forge/gitea-settings"]);
});
