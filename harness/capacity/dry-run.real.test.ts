import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, test } from "vitest";
import { parseAllDocuments, stringify } from "yaml";
import type { KubeObject } from "../core/json.ts";
import { readManifest } from "../environments/in-cluster/manifest.ts";
import { findRealParts } from "../environments/local/testing/real-parts.ts";
import { wallClock } from "../environments/wall-clock.ts";
import { defaultCacheDir } from "../subjects/cache-dir.ts";
import { provisionManifests } from "../subjects/manifests.ts";
import { noProgress } from "../subjects/testing/no-progress.ts";
import { dryRunLocally } from "./dry-run-locally.ts";
import { planOf } from "./testing/plan.ts";
import { writeManifests } from "./write-manifests.ts";

const parts = await findRealParts("flux@2.7");
if ("skip" in parts)
  console.log(`skipped: manifests of a plan against real programs: ${parts.skip}`);

const kubectl = join(defaultCacheDir(), "parts/kubernetes-node/1.34.4-linux-amd64/kubectl");
const signal = new AbortController().signal;
const options = { cacheDir: defaultCacheDir(), progress: noProgress, signal };
const plan = planOf([
  { name: "source-controller", instances: 2, concurrency: 2 },
  { name: "kustomize-controller", instances: 3, concurrency: 8, temporaryFiles: "memory" },
]);

describe.skipIf("skip" in parts)("the manifests of a plan", { timeout: 120_000 }, () => {
  if ("skip" in parts) return;
  const { subject, controlPlane } = parts;

  test("are accepted by kube-apiserver with Flux's CRDs, and refused with a field it doesn't know", async () => {
    const dir = await mkdtemp(join(tmpdir(), "capacity-real-"));
    try {
      const { objects, manifests } = await writeManifests({
        plan,
        subject: subject.info,
        dir,
        options,
      });
      expect(manifests.files).toContain("kustomization.yaml");
      const clock = wallClock();
      const asked = { subject, controlPlane, clock, signal };
      expect(await dryRunLocally({ ...asked, objects })).toMatchObject({ accepted: true });
      const [first = expect.fail()] = objects;
      const wrong = { ...first, spec: { ...(first.spec as object), shards: 3 } };
      expect(await dryRunLocally({ ...asked, objects: [wrong] })).toMatchObject({
        accepted: false,
        because: expect.stringMatching(/shards/),
      });
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  test("put over the release's own make what was handed to the API server", async (context) => {
    const dir = await mkdtemp(join(tmpdir(), "capacity-real-"));
    try {
      const { objects } = await writeManifests({ plan, subject: subject.info, dir, options });
      await writeRelease(dir);
      const built = await promisify(execFile)(kubectl, ["kustomize", dir]).catch((error) => {
        if (error.code === "ENOENT") context.skip(`no kubectl at ${kubectl}`);
        throw error;
      });
      const made = parseAllDocuments(built.stdout).map((document): KubeObject => document.toJS());
      const essence = (all: readonly KubeObject[]) =>
        all.map(essenceOf).sort((a, b) => (a.name < b.name ? -1 : 1));
      expect(essence(made)).toEqual(essence(objects));
    } finally {
      await rm(dir, { recursive: true });
    }
  });

  async function writeRelease(dir: string): Promise<void> {
    const files = await provisionManifests(
      subject.info.controllers.filter(({ name }) =>
        plan.controllers.some((each) => each.name === name),
      ),
      options,
    );
    await mkdir(join(dir, "release"));
    const manifests = await Promise.all(Object.values(files).map((paths) => readManifest(paths)));
    const objects = manifests.flatMap(({ deployment, services }) => [deployment, ...services]);
    await writeFile(
      join(dir, "release/gotk-components.yaml"),
      objects.map((object) => stringify(object)).join("---\n"),
    );
    await writeFile(
      join(dir, "kustomization.yaml"),
      stringify({ resources: ["release/gotk-components.yaml"], components: ["capacity"] }),
    );
  }
});

/** What a plan decides of an object: the release's installer does the rest. */
function essenceOf({ kind, metadata, spec }: KubeObject) {
  const { template } = (spec ?? {}) as {
    template?: { spec: { containers: { args: string[]; resources: object }[] } };
  };
  const [container] = template?.spec.containers ?? [];
  const planned = container?.args
    .filter((arg) => /watch-label|concurrent|storage-adv/.test(arg))
    .sort();
  return { name: `${kind} ${metadata.name}`, planned, resources: container?.resources };
}
