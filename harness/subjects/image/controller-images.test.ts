import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdtemp, readdir, readFile, rm, stat, truncate, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { hashFile } from "../cache/part.ts";
import type { Subject } from "../subject.ts";
import { controllerImages } from "./controller-images.ts";
import { readEntries } from "./testing/read-entries.ts";

let dir: string;
beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), "fluxproof-images-"));
});
afterEach(() => rm(dir, { recursive: true }));

const build = async (cacheDir = "cache") => {
  const [image] = await controllerImages(await subjectOf("a program"), {
    cacheDir: join(dir, cacheDir),
  });
  if (!image) throw new Error("no image");
  return image;
};

test("an archive holds what Docker and what containerd look for, and each blob is what its name says", async () => {
  const image = await build();
  expect(image.reference).toBe(
    `fluxproof.local/source-controller:v1.7.3-dirty-${sha256("a program").slice(0, 12)}`,
  );
  const entries = await readEntries(createReadStream(image.archiveFile));
  for (const [path, { content }] of entries) {
    const name = /^blobs\/sha256\/(\w+)$/.exec(path)?.[1];
    if (name) expect(sha256(content)).toBe(name);
  }
  const json = (path: string) => JSON.parse(entries.get(path)?.content.toString() ?? "null");
  const [forDocker] = json("manifest.json");
  const [forContainerd] = json("index.json").manifests;
  expect(forDocker.RepoTags).toEqual([image.reference]);
  expect(forContainerd.annotations["io.containerd.image.name"]).toBe(image.reference);
  expect(forContainerd.digest).toBe(image.digest);
  expect(forDocker.Config).toBe(`blobs/sha256/${image.imageId.slice(7)}`);
  const config = json(forDocker.Config);
  expect(config.config).toMatchObject({
    User: "65534:65534",
    Entrypoint: ["/usr/local/bin/source-controller"],
  });
  expect(config.rootfs.diff_ids).toEqual([`sha256:${forDocker.Layers[0].split("/").at(-1)}`]);

  const layer = await readEntries([entries.get(forDocker.Layers[0])?.content ?? Buffer.of()]);
  expect(layer.get("usr/local/bin/source-controller")).toMatchObject({
    content: Buffer.from("a program"),
    header: { mode: 0o755, uid: 0, mtime: new Date(0) },
  });
  expect(layer.get("tmp/")?.header.mode).toBe(0o1777);
  expect(layer.get("etc/ssl/certs/ca-certificates.crt")?.content.toString()).toMatch(
    /^-----BEGIN CERTIFICATE-----/,
  );
});

test("the same binary gives the same bytes, and is not packed again", async () => {
  const [first, second] = [await build("one"), await build("other")];
  expect(await hashFile(second.archiveFile)).toBe(await hashFile(first.archiveFile));
  const { mtimeMs } = await stat(first.archiveFile);
  expect(await build("one")).toEqual(first);
  expect((await stat(first.archiveFile)).mtimeMs).toBe(mtimeMs);
  expect(await readdir(join(dir, "one/tmp"))).toEqual([]);
});

test("an archive that was cut short is made again", async () => {
  const first = await build();
  const whole = await readFile(first.archiveFile);
  await truncate(first.archiveFile, 1000);
  expect(await build()).toEqual(first);
  expect(await readFile(first.archiveFile)).toEqual(whole);
});

test("two at once both end with the image", async () => {
  const [one, other] = await Promise.all([build(), build()]);
  expect(other).toEqual(one);
});

test("a subject without binaries has no images", async () => {
  const subject = { ...(await subjectOf("")), binaries: {} };
  await expect(controllerImages(subject, { cacheDir: dir })).rejects.toThrow(
    "no image of source-controller can be made: expected a binary of it",
  );
});

async function subjectOf(binary: string): Promise<Subject> {
  const file = join(dir, "source-controller");
  await writeFile(file, binary);
  return {
    info: {
      name: "dir:x",
      kind: "folder",
      controllers: [{ name: "source-controller", version: "1.7.3+dirty", sha256: sha256(binary) }],
      crds: [],
      notes: [],
    },
    binaries: { "source-controller": file },
    crdFiles: [],
  };
}

function sha256(content: string | Buffer): string {
  return createHash("sha256").update(content).digest("hex");
}
