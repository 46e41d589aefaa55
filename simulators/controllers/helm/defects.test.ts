import { describe, expect, it } from "vitest";
import type { Defect } from "../defects.ts";
import { decodeRelease, encodeRelease } from "./storage/release.ts";
import { configMap, type HelmCluster, misplaced, onHelmCluster } from "./testing/helm-cluster.ts";

const templates = (change: number) => ({ "config.yaml": configMap(`{ change: "${change}" }`) });

async function installed(
  main: (cluster: HelmCluster) => Promise<void>,
  defects: readonly Defect[] = [],
  spec: object = {},
): Promise<void> {
  await onHelmCluster(
    async (cluster) => {
      await cluster.release(spec);
      await cluster.publish("0.1.0", templates(1));
      await cluster.until(async () => (await cluster.condition()).startsWith("True"));
      await cluster.clock.sleep(2_000);
      await main(cluster);
    },
    { defects },
  );
}

/** Leaves the last release as a killed controller does. */
async function leavePending({ admin }: HelmCluster): Promise<void> {
  const path = {
    ...{ apiVersion: "v1", resource: "secrets", namespace: "default" },
    name: "sh.helm.release.v1.app.v1",
  };
  const secret = await admin.get(path);
  const release = decodeRelease((secret.data as { release: string }).release);
  release.info.status = "pending-upgrade";
  await admin.update(path, { ...secret, data: { release: encodeRelease(release) } });
}

describe("a pending release", () => {
  const locked = "another operation (install/upgrade/rollback) is in progress";

  it("is unlocked and upgraded", () =>
    installed(async (cluster) => {
      await leavePending(cluster);
      await cluster.publish("0.2.0", templates(2));
      await cluster.until(async () => (await cluster.condition()).startsWith("True"));
      await cluster.clock.sleep(1_000);
      expect(await cluster.events("app")).toContain(
        "Normal PendingRelease: Unlocked Helm release default/app.v1 with chart app@0.1.0 in pending-upgrade state",
      );
      expect(await cluster.stored()).toEqual(["2 deployed 0.2.0", "1 superseded 0.1.0"]);
    }));

  it("stays so with a defect", () =>
    installed(
      async (cluster) => {
        await leavePending(cluster);
        await cluster.publish("0.2.0", templates(2));
        await cluster.clock.sleep(60_000);
        expect(await cluster.condition("Released")).toContain(locked);
        expect(await cluster.stored()).toEqual(["1 pending-upgrade 0.1.0"]);
      },
      ["pending-release-never-unlocked"],
    ));
});

describe("a defect", () => {
  const broken = { ...templates(2), "lost.yaml": misplaced };

  it("has a failed upgrade tried without end", () =>
    installed(
      async (cluster) => {
        await cluster.publish("0.2.0", broken);
        await cluster.clock.sleep(120_000);
        expect((await cluster.stored()).length).toBeGreaterThan(4);
        expect(await cluster.condition("Stalled")).toBe("");
      },
      ["retries-never-exhausted"],
    ));

  it("has a failed upgrade reported Ready", () =>
    installed(
      async (cluster) => {
        await cluster.publish("0.2.0", broken);
        await cluster.clock.sleep(10_000);
        expect(await cluster.condition()).toMatch(/^True UpgradeSucceeded/);
        expect(await cluster.config()).toEqual({ change: "1" });
      },
      ["failed-upgrade-reported-ready"],
    ));

  it("keeps every release", () =>
    installed(
      async (cluster) => {
        for (const change of [2, 3, 4]) {
          await cluster.publish(`0.${change}.0`, templates(change));
          await cluster.until(async () => (await cluster.history())[0]?.startsWith(`${change} `));
          await cluster.clock.sleep(2_000);
        }
        expect([(await cluster.stored()).length, (await cluster.history()).length]).toEqual([4, 4]);
      },
      ["release-history-never-trimmed"],
      { maxHistory: 2 },
    ));

  it("leaves the older release deployed", () =>
    installed(
      async (cluster) => {
        await cluster.publish("0.2.0", templates(2));
        await cluster.until(async () => (await cluster.stored())[0] === "2 deployed 0.2.0");
        expect(await cluster.stored()).toEqual(["2 deployed 0.2.0", "1 deployed 0.1.0"]);
      },
      ["older-release-stays-deployed"],
    ));

  it("overlooks changed values", () =>
    installed(
      async (cluster) => {
        await cluster.patch({ spec: { values: { any: "other" } } });
        await cluster.clock.sleep(10_000);
        expect(await cluster.stored()).toEqual(["1 deployed 0.1.0"]);
      },
      ["values-change-ignored"],
    ));
});
