import { expect, test } from "vitest";
import { NetworkFailure } from "../../support/network-failure.ts";
import { configMap, onKustomizeCluster } from "./testing/kustomize-cluster.ts";

const files = { "a.yaml": configMap("a") };

test("an artifact that is gone is waited for without an Event", async () => {
  await onKustomizeCluster(
    async ({ publish, kustomize, rest, ready, events, artifacts, clock }) => {
      artifacts.answer = () => new Response("", { status: 404 });
      await publish("main@sha1:1", files);
      await kustomize();
      await rest();
      expect(await ready()).toBe(
        "False ArtifactFailed: Source is not ready, artifact not found, retrying in 30s",
      );
      expect(await events()).toEqual([]);
      delete artifacts.answer;
      await clock.sleep(30_000);
      await rest();
      expect(await ready()).toContain("True");
    },
  );
});

test("a server in trouble is asked ten times, and holds the worker meanwhile", async () => {
  await onKustomizeCluster(async ({ publish, kustomize, until, rest, ready, artifacts, clock }) => {
    const askedMs: number[] = [];
    artifacts.answer = () => {
      askedMs.push(clock.nowMs());
      return new Response("", { status: 503 });
    };
    await publish("main@sha1:1", files);
    await rest();
    await kustomize();
    await until(async () => (await ready()).startsWith("False"));
    expect(await ready()).toBe(
      "False ArtifactFailed: failed to download archive: GET http://source-controller/main@sha1:1.tar.gz giving up after 10 attempt(s)",
    );
    const waits = askedMs.slice(1).map((each, index) => (each - (askedMs[index] ?? 0)) / 1000);
    expect(waits).toEqual([5, 10, 20, 30, 30, 30, 30, 30, 30]);
  });
});

test("a server that can't be reached is named as Go names it", async () => {
  await onKustomizeCluster(async ({ publish, kustomize, until, rest, ready, artifacts }) => {
    artifacts.answer = (url) => Promise.reject(new NetworkFailure("refused", url));
    await publish("main@sha1:1", files);
    await rest();
    await kustomize();
    await until(async () => (await ready()).startsWith("False"));
    const url = "http://source-controller/main@sha1:1.tar.gz";
    expect(await ready()).toBe(
      `False ArtifactFailed: failed to download archive: GET ${url} giving up after 10 attempt(s): Get "${url}": dial tcp source-controller:80: connect: connection refused`,
    );
  });
});

test("what isn't what its digest says is not applied", async () => {
  await onKustomizeCluster(async ({ publish, kustomize, rest, ready, artifacts }) => {
    artifacts.answer = () => new Response(JSON.stringify({ files: {} }));
    await publish("main@sha1:1", files);
    await kustomize();
    await rest();
    expect(await ready()).toMatch(
      /^False ArtifactFailed: failed to verify archive: computed digest doesn't match provided 'sha256:[0-9a-f]{64}'/,
    );
  });
});

test("a server that accepts and is silent holds a worker for as long as it likes", async () => {
  await onKustomizeCluster(async ({ publish, kustomize, rest, ready, artifacts, clock }) => {
    artifacts.answer = () => new Promise<never>(() => {});
    await publish("main@sha1:1", files);
    await kustomize();
    await rest();
    await clock.sleep(3_600_000);
    expect(await ready()).toBe("Unknown Progressing: Reconciliation in progress");
  });
});
