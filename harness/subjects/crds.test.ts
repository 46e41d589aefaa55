import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { UsageError } from "../core/failure.ts";
import { chooseSourceCrds, servedKinds } from "./crds.ts";
import { writeCrds } from "./testing/fake-go.ts";

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-crds-"));
  for (const [version, served] of [
    ["1.0.0", "v1beta2"],
    ["2.0.0", "v1"],
  ] as const) {
    await mkdir(join(dir, version));
    await writeCrds(join(dir, version), { Bucket: [served], GitRepository: ["v1"] });
  }
});
afterAll(() => rm(dir, { recursive: true }));

const load = async (version: string) =>
  ["bucket", "gitrepository"].map((kind) => join(dir, version, `${kind}.yaml`));

test("takes the first candidate that serves everything and loads no further", async () => {
  const loaded: string[] = [];
  const chosen = await chooseSourceCrds({
    watched: { "kustomize-controller 2.1.0": ["GitRepository v1"] },
    candidates: ["1.0.0", "2.0.0"],
    load: (version) => {
      loaded.push(version);
      return load(version);
    },
  });
  expect(chosen).toEqual({ version: "1.0.0", files: await load("1.0.0") });
  expect(loaded).toEqual(["1.0.0"]);
});

test("says which versions clash when no candidate serves them all", async () => {
  const choosing = chooseSourceCrds({
    watched: {
      "source-controller 1.0.0": ["Bucket v1beta2", "GitRepository v1"],
      "kustomize-controller 2.1.0": ["Bucket v1"],
    },
    candidates: ["1.0.0", "2.0.0", "1.0.0"],
    load,
  });
  await expect(choosing).rejects.toThrow(UsageError);
  await expect(choosing).rejects.toThrow(
    /those of 1\.0\.0 lack Bucket v1 for kustomize-controller 2\.1\.0; those of 2\.0\.0 lack Bucket v1beta2 for source-controller 1\.0\.0$/,
  );
});

test("counts only versions that are served", async () => {
  expect(await servedKinds(await load("2.0.0"))).toEqual([
    { group: "source.toolkit.fluxcd.io", kind: "Bucket v1" },
    { group: "source.toolkit.fluxcd.io", kind: "GitRepository v1" },
  ]);
});

test.each([
  ["kind: ConfigMap\n", /expected a CustomResourceDefinition/],
  ["", /expected a CustomResourceDefinition/],
  ["kind: [\n", /expected YAML/],
])("refuses a file that holds %j", async (text, message) => {
  const file = join(dir, "other.yaml");
  await writeFile(file, text);
  await expect(servedKinds([file])).rejects.toThrow(UsageError);
  await expect(servedKinds([file])).rejects.toThrow(message);
});
