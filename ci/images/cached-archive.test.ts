import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { feedArchive, provideArchive, unpackArchive, type Workshop } from "./cached-archive.ts";
import { layOutImage } from "./image-archive.ts";

let folder: string;
let workshop: Workshop & { said: string[] };
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "fluxproof-cached-archive-"));
  const said: string[] = [];
  const progress = {
    begin: (what: string) => ({ update() {}, end: (how: string) => said.push(`${what}: ${how}`) }),
  };
  workshop = {
    cacheDir: join(folder, "cache"),
    progress,
    signal: new AbortController().signal,
    said,
  };
});
afterEach(() => rm(folder, { recursive: true }));

function provide(key: string, text = key, name = "tool") {
  const make = async (work: string) => {
    await mkdir(join(work, "root"));
    await writeFile(join(work, "root/file"), text);
    return join(work, "root");
  };
  return provideArchive({ name, key, make }, workshop);
}

const cached = () => readdir(join(workshop.cacheDir, "images"));

test("what is made once is taken from the cache", async () => {
  const { file, made } = await provide("0123456789ab", "made");
  expect(made).toBe(true);
  expect(await provide("0123456789ab", "made otherwise")).toEqual({ file, made: false });
  expect(workshop.said).toEqual(["tool: made", "tool: in the cache"]);
  await unpackArchive(file, join(folder, "unpacked"));
  expect(await readFile(join(folder, "unpacked/file"), "utf8")).toBe("made");
});

test("another recipe's archive takes the place of the old one, and of no other name", async () => {
  await provide("0123456789ab");
  await provide("0123456789ab", "", "tool-base");
  await provide("ba9876543210");
  expect(await cached()).toEqual(["tool-ba9876543210.tar.zst", "tool-base-0123456789ab.tar.zst"]);
});

test("what fails half way leaves nothing, and the old archive", async () => {
  await provide("0123456789ab");
  const make = async (work: string) => {
    await writeFile(join(work, "half"), "");
    throw new Error("no");
  };
  const recipe = { name: "tool", key: "ba9876543210", make };
  await expect(provideArchive(recipe, workshop)).rejects.toThrow("no");
  expect(await cached()).toEqual(["tool-0123456789ab.tar.zst"]);
  expect(await readdir(join(workshop.cacheDir, "tmp"))).toEqual([]);
  expect(workshop.said).toEqual(["tool: made", "tool: failed"]);
});

test("an archive that is cut off is told of", async () => {
  const { file } = await provide("0123456789ab");
  await writeFile(file, (await readFile(file)).subarray(0, 50));
  await expect(unpackArchive(file, join(folder, "unpacked"))).rejects.toThrow(
    /tar --extract .* did not take \S+tool-0123456789ab\.tar\.zst: .*ended with 2/,
  );
});

test("a program may leave before the end with what it wants, but not say that it failed", async () => {
  const { file } = await provide("0123456789ab", "a long text".repeat(100_000));
  await feedArchive(file, "head", ["--bytes=1"]);
  await expect(feedArchive(file, "false", [])).rejects.toThrow(
    /false {2}did not take .*ended with 1/,
  );
});

test("an image is laid out as docker load takes it", async () => {
  const root = join(folder, "root");
  await mkdir(join(root, "bin"), { recursive: true });
  await writeFile(join(root, "bin/tool"), "");
  const into = join(folder, "image");
  const config = { Entrypoint: ["/bin/tool"], Env: ["A=b"], StopSignal: "SIGRTMIN+3" };
  await layOutImage({ root, tags: ["example.com/tool:1", "example.com/tool:2"], config, into });
  const [image] = JSON.parse(await readFile(join(into, "manifest.json"), "utf8"));
  expect(image.RepoTags).toEqual(["example.com/tool:1", "example.com/tool:2"]);
  const written = JSON.parse(await readFile(join(into, image.Config), "utf8"));
  const env = [expect.stringMatching(/^PATH=.*:\/bin$/), "A=b"];
  expect(written.config).toEqual({ ...config, Env: env });
  expect(image.Layers).toEqual(
    written.rootfs.diff_ids.map((id: string) => `${id.replace(/^sha256:/, "")}.tar`),
  );
  expect((await readdir(into)).length).toBe(3);
});
