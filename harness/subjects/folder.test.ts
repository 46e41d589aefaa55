import { createHash } from "node:crypto";
import { chmod, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { UsageError } from "../core/failure.ts";
import { readFolder } from "./folder.ts";
import { writeCrds } from "./testing/fake-go.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-folder-"));
});
afterEach(() => rm(dir, { recursive: true }));

const read = () => readFolder({ kind: "folder", name: `dir:${dir}`, path: dir });

async function addBinary(name: string, content: string): Promise<void> {
  await writeFile(join(dir, name), content, { mode: 0o755 });
}

async function addCrds(): Promise<void> {
  await mkdir(join(dir, "crds"));
  await writeCrds(join(dir, "crds"), { GitRepository: ["v1"], Bucket: ["v1"] });
}

describe("readFolder", () => {
  test("takes the controllers it finds, with digest and version", async () => {
    await addBinary("kustomize-controller", "k");
    await addBinary("source-controller", "s");
    await writeFile(join(dir, "versions.json"), '{"source-controller": "1.7.3"}');
    await addCrds();
    const sha256 = (text: string) => createHash("sha256").update(text).digest("hex");
    expect(await read()).toEqual({
      info: {
        name: `dir:${dir}`,
        kind: "folder",
        controllers: [
          { name: "source-controller", version: "1.7.3", sha256: sha256("s") },
          { name: "kustomize-controller", version: "unknown", sha256: sha256("k") },
        ],
        crds: [`dir:${dir}/crds`],
        notes: [],
      },
      binaries: {
        "source-controller": join(dir, "source-controller"),
        "kustomize-controller": join(dir, "kustomize-controller"),
      },
      crdFiles: [join(dir, "crds/bucket.yaml"), join(dir, "crds/gitrepository.yaml")],
    });
  });

  test.each([
    ["dep\tgithub.com/fluxcd/source-controller\tv1.7.3\th1:abc=", "1.7.3"],
    ["mod\tgithub.com/fluxcd/source-controller\tv1.8.0-rc.1\t", "1.8.0-rc.1"],
    ["mod\tgithub.com/fluxcd/source-controller\t(devel)\t", "unknown"],
    ["dep\tgithub.com/fluxcd/source-controller/api\tv1.7.3\th1:abc=", "unknown"],
  ])("reads the version Go wrote into a binary: %j", async (line, version) => {
    // Put so that the line lies across the border between two pieces read.
    const before = "\0".repeat((1 << 20) - 30);
    await addBinary("source-controller", `${before}\npath\tx\n${line}\nbuild\t-trimpath=true\n`);
    await addCrds();
    expect((await read()).info.controllers[0]?.version).toBe(version);
  });

  test.each([
    ["nothing of that name", () => rm(dir, { recursive: true }), /there is nothing of that name/],
    ["no binaries", addCrds, /expected at least one of the files source-controller, .*found crds$/],
    ["an empty folder", async () => {}, /found an empty folder/],
    [
      "a binary that cannot be run",
      async () => {
        await addBinary("source-controller", "s");
        await chmod(join(dir, "source-controller"), 0o644);
      },
      /source-controller: expected an executable file/,
    ],
    ["no CRDs", () => addBinary("source-controller", "s"), /crds: expected a folder/],
    [
      "an empty folder of CRDs",
      async () => {
        await addBinary("source-controller", "s");
        await mkdir(join(dir, "crds"));
      },
      /crds: expected the controllers' CRDs as \*\.yaml/,
    ],
    [
      "versions.json that is not JSON",
      async () => {
        await addBinary("source-controller", "s");
        await addCrds();
        await writeFile(join(dir, "versions.json"), "1.7.3 for all");
      },
      /versions\.json: expected JSON such as/,
    ],
    [
      "versions.json that names another program",
      async () => {
        await addBinary("source-controller", "s");
        await addCrds();
        await writeFile(join(dir, "versions.json"), '{"flux": "2.7"}');
      },
      /versions\.json: expected JSON such as.*flux/s,
    ],
  ])("refuses %s", async (_what, prepare, message) => {
    await prepare();
    const reading = read();
    await expect(reading).rejects.toThrow(UsageError);
    await expect(reading).rejects.toThrow(message);
    await mkdir(dir, { recursive: true });
  });
});
