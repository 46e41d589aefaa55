import type { Defect } from "../defects.ts";
import { configMap, type KustomizeCluster } from "./testing/kustomize-cluster.ts";
import { configMaps, names, shows } from "./testing/shows-defect.ts";

const group = "kustomize.toolkit.fluxcd.io";

const annotated = (value: string, annotations: Record<string, string>, more: object = {}) => {
  const object = JSON.parse(configMap("a", { value }));
  object.metadata.annotations = annotations;
  return JSON.stringify({ ...object, ...more });
};

async function dataOf({ admin }: KustomizeCluster): Promise<unknown> {
  const { items } = await admin.list(configMaps);
  return items.find(({ metadata }) => metadata.name === "a")?.data;
}

/** What an object that kubectl edited holds after a reconciliation. */
function edited(defect: Defect, policy: string, expected: { sound: object; defective: object }) {
  shows(
    defect,
    async (cluster) => {
      const { publish, kustomize, rest, clock, admin } = cluster;
      await publish("main@sha1:1", { "a.yaml": annotated("1", { [`${group}/ssa`]: policy }) });
      await rest();
      await kustomize({ interval: "1m" });
      await rest();
      await admin.patch(
        { ...configMaps, name: "a" },
        { type: "merge", patch: { data: { value: "by hand", added: "by hand" } } },
        { fieldManager: "kubectl-edit" },
      );
      await clock.sleep(60_000);
      await rest();
      return dataOf(cluster);
    },
    expected,
  );
}

const undone = { value: "1" };
const merged = { value: "1", added: "by hand" };
const kept = { value: "by hand", added: "by hand" };

edited("kubectl-edits-kept", "Override", { sound: undone, defective: merged });
edited("merge-ignored", "Merge", { sound: merged, defective: undone });
edited("if-not-present-ignored", "IfNotPresent", { sound: kept, defective: undone });

shows(
  "reconcile-disabled-ignored",
  async (cluster) => {
    const { publish, kustomize, rest } = cluster;
    await publish("main@sha1:1", {
      "a.yaml": annotated("1", { [`${group}/reconcile`]: "disabled" }),
    });
    await rest();
    await kustomize();
    await rest();
    return names(cluster);
  },
  { sound: [], defective: ["a"] },
);

shows(
  "skipped-is-pruned",
  async (cluster) => {
    const { publish, kustomize, rest, clock } = cluster;
    await publish("main@sha1:1", {
      "a.yaml": annotated("1", { [`${group}/ssa`]: "IfNotPresent" }),
    });
    await rest();
    await kustomize({ interval: "1m" });
    await rest();
    await clock.sleep(60_000);
    await rest();
    return names(cluster);
  },
  { sound: ["a"], defective: [] },
);

shows(
  "skipped-stays-in-inventory",
  async (cluster) => {
    const { publish, kustomize, rest } = cluster;
    await publish("main@sha1:1", { "a.yaml": annotated("1", {}) });
    await rest();
    await kustomize();
    await rest();
    await publish("main@sha1:2", { "a.yaml": annotated("2", { [`${group}/ssa`]: "Ignore" }) });
    await rest();
    await publish("main@sha1:3", {});
    await rest();
    return names(cluster);
  },
  { sound: ["a"], defective: [] },
);

/** What an object holds after a commit changed an immutable field of it. */
function forced(
  defect: Defect,
  annotations: Record<string, string>,
  expected: { sound: string; defective: string },
) {
  shows(
    defect,
    async (cluster) => {
      const { publish, kustomize, rest } = cluster;
      const at = (value: string) => ({
        "a.yaml": annotated(value, annotations, { immutable: true }),
      });
      await publish("main@sha1:1", at("1"));
      await rest();
      await kustomize();
      await rest();
      await publish("main@sha1:2", at("2"));
      await rest();
      return ((await dataOf(cluster)) as { value: string }).value;
    },
    expected,
  );
}

forced("recreates-unasked", {}, { sound: "1", defective: "2" });
forced("force-ignored", { [`${group}/force`]: "enabled" }, { sound: "2", defective: "1" });
