import { describe, expect, it } from "vitest";
import { fakeDrive, recordedOf } from "../../test/drive-context.ts";
import type { Step } from "../core/scenario.ts";
import { drive } from "../runner/drive.ts";
import { madeToken } from "../scenario/placeholders.ts";
import { requestReconcile } from "./request-reconcile.ts";
import { resume, suspend } from "./suspend.ts";
import { applyObject, deleteObject, patchObject } from "./write-objects.ts";

async function run(...steps: Step[]) {
  const fake = fakeDrive({ drive: steps });
  await drive(fake.context, () => {});
  const told = recordedOf(fake, "kube.write").map(
    ({ verb, what, kind, namespace, name }) => `${verb} ${what}: ${kind} ${namespace}/${name}`,
  );
  return { writes: fake.writes, told };
}

const configMap = { apiVersion: "v1", kind: "ConfigMap" };

describe("steps that write objects", () => {
  it("patch in the namespace of the run, and tell which fields", async () => {
    const patch = { data: { a: null, of: "%NAMESPACE%" }, metadata: { labels: { x: "y" } } };
    const { writes, told } = await run(patchObject({ ...configMap, name: "a", patch }));
    expect(writes).toEqual([
      {
        verb: "patch",
        object: {
          ...configMap,
          metadata: { labels: { x: "y" }, namespace: "fluxproof", name: "a" },
          data: { a: null, of: "fluxproof" },
        },
      },
    ]);
    expect(told).toEqual(["patch data, metadata: ConfigMap fluxproof/a"]);
  });

  it("patch as the field manager they are told", async () => {
    const named = { ...configMap, name: "a", patch: { data: { a: "1" } } };
    const { writes } = await run(
      patchObject({ ...named, fieldManager: "kubectl-edit" }),
      patchObject(named),
    );
    expect(writes.map((write) => write.fieldManager)).toEqual(["kubectl-edit", undefined]);
  });

  it("apply by making what isn't there and merging into what is", async () => {
    const object = { ...configMap, metadata: { name: "a" }, data: { secret: "s3cret" } };
    const { writes, told } = await run(applyObject(object), applyObject(object));
    const placed = { ...object, metadata: { name: "a", namespace: "fluxproof" } };
    expect(writes).toEqual([
      { verb: "create", object: placed },
      { verb: "patch", object: placed },
    ]);
    expect(told).toEqual([
      "create object: ConfigMap fluxproof/a",
      "patch object: ConfigMap fluxproof/a",
    ]);
  });

  it("fill in what only the run knows, and record none of it", async () => {
    const fake = fakeDrive({
      drive: [
        applyObject({ ...configMap, metadata: { name: "a" }, data: { of: madeToken("hook") } }),
        patchObject({ ...configMap, name: "a", patch: { data: { of: madeToken("hook") } } }),
      ],
    });
    await drive(fake.context, () => {});
    const [made, patched] = fake.writes.map(({ object }) => (object.data as { of: string }).of);
    expect(made).toMatch(/^[0-9a-f]{32}$/);
    expect(patched).toBe(made);
    expect(JSON.stringify(fake.recorded)).not.toContain(made);
  });

  it("delete, also elsewhere and where there is no namespace", async () => {
    const clusterRole = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "ClusterRole" };
    const { writes, told } = await run(
      deleteObject({ ...configMap, name: "a", namespace: "other" }),
      deleteObject({ ...clusterRole, name: "b" }),
    );
    expect(writes.map(({ object }) => object.metadata)).toEqual([
      { name: "a", namespace: "other" },
      { name: "b" },
    ]);
    expect(told).toEqual(["delete object: ConfigMap other/a", "delete object: ClusterRole /b"]);
  });

  it("suspend, resume and nudge Flux's objects at the version they have", async () => {
    const release = { kind: "HelmRelease", name: "a" } as const;
    const { writes, told } = await run(
      suspend(release),
      resume(release),
      requestReconcile(release),
    );
    const target = {
      apiVersion: "helm.toolkit.fluxcd.io/v2",
      kind: "HelmRelease",
      metadata: { name: "a", namespace: "fluxproof" },
    };
    expect(writes.map(({ object }) => object)).toMatchObject([
      { ...target, spec: { suspend: true } },
      { ...target, spec: { suspend: false } },
      target,
    ]);
    expect(told).toEqual([
      "patch suspend: HelmRelease fluxproof/a",
      "patch resume: HelmRelease fluxproof/a",
      "patch annotation reconcile.fluxcd.io/requestedAt: HelmRelease fluxproof/a",
    ]);
  });
});
