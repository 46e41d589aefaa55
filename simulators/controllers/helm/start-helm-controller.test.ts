import { describe, expect, it } from "vitest";
import { configMap, type HelmCluster, misplaced, onHelmCluster } from "./testing/helm-cluster.ts";

const first = { "config.yaml": configMap('{ change: "1" }') };
const second = { "config.yaml": configMap('{ change: "2" }') };
const broken = { ...second, "lost.yaml": misplaced };

async function install(cluster: HelmCluster, spec: object = {}): Promise<void> {
  await cluster.release(spec);
  await cluster.publish("0.1.0", first);
  await cluster.until(async () => (await cluster.condition()).startsWith("True"));
  await cluster.clock.sleep(2_000);
}

describe("a HelmRelease", () => {
  it("is installed in as many requests as the real one is", () =>
    onHelmCluster(async (cluster) => {
      await install(cluster);
      const succeeded = "Helm install succeeded for release default/app.v1 with chart app@0.1.0";
      expect(await cluster.condition()).toBe(`True InstallSucceeded: ${succeeded}`);
      expect(await cluster.events("app")).toEqual([
        "Normal HelmChartCreated: Created HelmChart/default/default-app with SourceRef 'GitRepository/default/charts'",
        `Normal InstallSucceeded: ${succeeded}`,
      ]);
      expect(await cluster.config()).toEqual({ change: "1" });
      expect(await cluster.stored()).toEqual(["1 deployed 0.1.0"]);
      const { status } = await cluster.app();
      expect(status).toMatchObject({
        ...{ observedGeneration: 1, helmChart: "default/default-app" },
        ...{ storageNamespace: "default", lastAttemptedRevision: "0.1.0" },
        lastAttemptedReleaseAction: "install",
      });
      const requests = cluster.requests("helm-controller");
      const count = (what: string) => requests.filter((each) => each === what).length;
      expect(count("list secrets") - 1).toBe(3);
      expect([count("create secrets"), count("update secrets")]).toEqual([1, 1]);
      expect(count("patch helmreleases/status")).toBe(12);
    }));

  it("is upgraded when its chart or its values change, and says which release is deployed", () =>
    onHelmCluster(async (cluster) => {
      await install(cluster);
      await cluster.publish("0.2.0", second);
      await cluster.until(async () => (await cluster.stored()).length === 2);
      await cluster.clock.sleep(2_000);
      expect(await cluster.history()).toEqual(["2 deployed 0.2.0", "1 superseded 0.1.0"]);
      expect(await cluster.config()).toEqual({ change: "2" });
      await cluster.patch({ spec: { values: { any: "other" } } });
      await cluster.clock.sleep(2_000);
      expect(await cluster.stored()).toEqual([
        "3 deployed 0.2.0",
        "2 superseded 0.2.0",
        "1 superseded 0.1.0",
      ]);
      expect(await cluster.history()).toEqual(["3 deployed 0.2.0", "2 superseded 0.2.0"]);
      expect(await cluster.condition()).toBe(
        "True UpgradeSucceeded: Helm upgrade succeeded for release default/app.v3 with chart app@0.2.0",
      );
    }));

  it("keeps no more releases than it is told to", () =>
    onHelmCluster(async (cluster) => {
      await install(cluster, { maxHistory: 2 });
      for (const change of [2, 3, 4]) {
        await cluster.publish(`0.${change}.0`, second);
        await cluster.until(async () => (await cluster.history())[0]?.startsWith(`${change} `));
        await cluster.clock.sleep(2_000);
      }
      expect(await cluster.stored()).toEqual(["4 deployed 0.4.0", "3 superseded 0.3.0"]);
    }));

  it("puts in values: its own over those it refers to, over the chart's", () =>
    onHelmCluster(async (cluster) => {
      await cluster.create({
        ...{ apiVersion: "v1", kind: "ConfigMap", metadata: { name: "more" } },
        data: { "values.yaml": "a: refers\nb: refers\n", deep: "12" },
      });
      await cluster.release({
        values: { a: "own", count: 1_500_000 },
        valuesFrom: [
          { kind: "ConfigMap", name: "more" },
          { kind: "ConfigMap", name: "more", valuesKey: "deep", targetPath: "d.e" },
          { kind: "Secret", name: "gone", optional: true },
        ],
      });
      const data = [
        ...["a: {{ .Values.a }}", "b: {{ .Values.b | quote }}", "c: '{{- .Values.c -}} !'"],
        ...["d: '{{ .Values.d.e }}'", "n: '{{ .Values.count }}{{ .Values.none }}'"],
        "r: {{ .Release.Name }}-{{ .Release.Namespace }}-{{ .Chart.Version }}",
      ];
      const text = `{ ${data.join(", ")} }`;
      await cluster.publish("0.1.0", { "config.yaml": configMap(text) }, "c: chart\nd: {}\n");
      await cluster.until(async () => (await cluster.config()) !== undefined);
      expect(await cluster.config()).toEqual({
        ...{ a: "own", b: "refers", c: "chart!", d: "12", n: "1.5e+06", r: "app-default-0.1.0" },
      });
    }));

  it.each<[string, object, string]>([
    [
      "values that it refers to and that aren't there",
      { valuesFrom: [{ kind: "ConfigMap", name: "gone" }] },
      `False ValuesError: could not resolve ConfigMap chart values reference 'default/gone' with key 'values.yaml': configmaps "gone" not found`,
    ],
    [
      "a dependency that isn't there",
      { dependsOn: [{ name: "gone" }] },
      `False DependencyNotReady: unable to get 'default/gone' dependency: helmreleases.helm.toolkit.fluxcd.io "gone" not found`,
    ],
    [
      "what the model doesn't have",
      { driftDetection: { mode: "enabled" } },
      "False OutsideModel: outside the model: spec.driftDetection of a HelmRelease",
    ],
  ])("says that it misses %s", (_, spec, ready) =>
    onHelmCluster(async (cluster) => {
      await cluster.release(spec);
      if (!("driftDetection" in spec)) await cluster.publish("0.1.0", first);
      await cluster.clock.sleep(5_000);
      expect(await cluster.condition()).toBe(ready);
    }),
  );

  it("takes all away with itself", () =>
    onHelmCluster(async (cluster) => {
      await install(cluster);
      const path = { apiVersion: "helm.toolkit.fluxcd.io/v2", resource: "helmreleases" };
      await cluster.admin.delete({ ...path, namespace: "default", name: "app" });
      await cluster.clock.sleep(10_000);
      const { items } = await cluster.admin.list(path);
      expect([items, await cluster.stored(), await cluster.config()]).toEqual([[], [], undefined]);
      expect(await cluster.events("app")).toContain(
        "Normal UninstallSucceeded: Helm uninstall succeeded for release default/app.v1 with chart app@0.1.0",
      );
    }));
});

const because = 'failed to create resource: namespaces "nowhere" not found';
const upgradeFailed = `Helm upgrade failed for release default/app with chart app@0.2.0: ${because}`;

describe("a HelmRelease that fails", () => {
  it("stalls after one failed upgrade, and goes on with the next chart", () =>
    onHelmCluster(async (cluster) => {
      await install(cluster);
      await cluster.publish("0.2.0", broken);
      await cluster.until(async () => (await cluster.condition("Stalled")) !== "");
      expect(await cluster.condition()).toBe(`False UpgradeFailed: ${upgradeFailed}`);
      expect(await cluster.condition("Stalled")).toBe(
        "True RetriesExceeded: Failed to upgrade after 1 attempt(s)",
      );
      expect(await cluster.history()).toEqual(["2 failed 0.2.0", "1 deployed 0.1.0"]);
      expect((await cluster.app()).status).toMatchObject({ failures: 1, upgradeFailures: 1 });
      const [event] = (await cluster.events("app")).filter((each) => each.startsWith("Warning"));
      expect(event).toMatch(/not found\n\nLast Helm logs:\n\n2026-01-01T00:00:\d\d(\.\d+)?Z: /);
      expect(event).toContain("preparing upgrade for app\n");
      // Past what was agreed on while the chart wasn't there yet, short of the interval after the install.
      await cluster.clock.sleep(31_000);
      const failed = cluster.requests("helm-controller").length;
      await cluster.clock.sleep(500_000);
      expect(cluster.requests("helm-controller").length).toBe(failed);
      await cluster.publish("0.3.0", second);
      await cluster.until(async () => (await cluster.condition()).startsWith("True"));
      expect(await cluster.condition("Stalled")).toBe("");
    }));

  it("is rolled back while retries are left, and once more at the end", () =>
    onHelmCluster(async (cluster) => {
      await install(cluster, { upgrade: { remediation: { retries: 1 } } });
      await cluster.publish("0.2.0", broken);
      await cluster.until(async () => (await cluster.condition("Stalled")) !== "");
      await cluster.clock.sleep(2_000);
      expect(await cluster.stored()).toEqual([
        "5 deployed 0.1.0",
        "4 failed 0.2.0",
        "3 superseded 0.1.0",
        "2 failed 0.2.0",
        "1 superseded 0.1.0",
      ]);
      expect(await cluster.condition()).toBe(
        "False RollbackSucceeded: Helm rollback to previous release default/app.v3 with chart app@0.1.0 succeeded",
      );
      expect(await cluster.condition("Stalled")).toBe(
        "True RetriesExceeded: Failed to upgrade after 2 attempt(s)",
      );
    }));

  it("is uninstalled and installed anew while retries of the install are left", () =>
    onHelmCluster(async (cluster) => {
      await cluster.release({ install: { remediation: { retries: 1 } } });
      await cluster.publish("0.1.0", broken);
      await cluster.until(async () => (await cluster.condition("Stalled")) !== "");
      const all = await cluster.events("app");
      const reasons = all.map((each) => each.split(" ")[1]?.replace(":", ""));
      expect(reasons).toEqual([
        ...["HelmChartCreated", "InstallFailed", "UninstallSucceeded", "InstallFailed"],
      ]);
      expect(await cluster.condition("Stalled")).toBe(
        "True RetriesExceeded: Failed to install after 2 attempt(s)",
      );
      expect(await cluster.condition("Released")).toBe(
        'False InstallFailed: Helm install failed for release default/app with chart app@0.1.0: 1 error occurred:\n\t* namespaces "nowhere" not found',
      );
    }));

  it("is tried again after an interval where that is the strategy", () =>
    onHelmCluster(async (cluster) => {
      const strategy = { name: "RetryOnFailure", retryInterval: "20s" };
      await install(cluster, { upgrade: { strategy } });
      await cluster.publish("0.2.0", broken);
      await cluster.clock.sleep(10_000);
      expect(await cluster.condition()).toBe("False RetryAfterInterval: Will retry after 20s");
      expect((await cluster.stored())[0]).toBe("2 failed 0.2.0");
      await cluster.clock.sleep(20_000);
      expect((await cluster.stored())[0]).toBe("3 failed 0.2.0");
    }));

  it("gives up waiting for what doesn't get ready", () =>
    onHelmCluster(async (cluster) => {
      const template = `apiVersion: apps/v1
kind: StatefulSet
metadata: { name: app }
spec:
  serviceName: app
  selector: { matchLabels: { app: app } }
  template:
    metadata: { labels: { app: app } }
    spec: { containers: [{ name: app, image: app }] }
`;
      await cluster.release({ timeout: "30s" });
      await cluster.publish("0.1.0", { "set.yaml": template });
      await cluster.until(async () => (await cluster.condition("Stalled")) !== "");
      expect(await cluster.condition("Released")).toBe(
        "False InstallFailed: Helm install failed for release default/app with chart app@0.1.0: context deadline exceeded",
      );
      expect(await cluster.stored()).toEqual(["1 failed 0.1.0"]);
    }));

  it.each<[string, string, string]>([
    [
      "an expression that the model doesn't have",
      configMap("{{ toYaml .Values }}"),
      "outside the model: {{ toYaml .Values }} in the template app/templates/config.yaml",
    ],
    [
      "a hook",
      `${configMap("{}")}---\nkind: Job\nmetadata: { annotations: { helm.sh/hook: test } }\n`,
      "outside the model: the hook app/templates/config.yaml",
    ],
    [
      "a path through nothing",
      configMap("{ a: {{ .Values.a.b }} }"),
      'template: app/templates/config.yaml:4:21: executing "app/templates/config.yaml" at <.Values.a.b>: nil pointer evaluating interface {}.b',
    ],
    [
      "a kind that isn't served",
      "apiVersion: example.com/v1\nkind: Toy\nmetadata: { name: a }\n",
      'unable to build kubernetes objects from release manifest: resource mapping not found for name: "a" namespace: "" from "": no matches for kind "Toy" in version "example.com/v1"\nensure CRDs are installed first',
    ],
  ])("refuses %s", (_, template, why) =>
    onHelmCluster(async (cluster) => {
      await cluster.release();
      await cluster.publish("0.1.0", { "config.yaml": template });
      await cluster.clock.sleep(5_000);
      const failed = "Helm install failed for release default/app with chart app@0.1.0";
      expect(await cluster.condition("Released")).toBe(`False InstallFailed: ${failed}: ${why}`);
      expect(await cluster.stored()).toEqual([]);
    }),
  );
});
