import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HarnessError, UsageError } from "../../core/failure.ts";
import { provisionSubject } from "../provision.ts";
import { platform } from "../recipe.ts";
import { parseSubject } from "../request.ts";
import type { Subject } from "../subject.ts";
import { type FakeGo, fakeGo, testContext, writeCrds } from "../testing/fake-go.ts";
import { controllerImages } from "./controller-images.ts";
import { type FakeRegistry, fakeRegistry } from "./testing/fake-registry.ts";
import { elf, type LayerEntry, layerTypes, putImage } from "./testing/make-image.ts";
import { readEntries } from "./testing/read-entries.ts";

const layer = (text: string): LayerEntry[] => [
  { path: "usr/local/bin/source-controller", text: elf(text) },
];

/** A cache, CRDs and a Go of its own; asks the registry for `image:TEXT` with these CRDs. */
async function given(registry: FakeRegistry) {
  const go = await fakeGo();
  await mkdir(join(go.dir, "crds"));
  await writeCrds(join(go.dir, "crds"), { GitRepository: ["v1"] });
  const env = { ...go.env, DOCKER_CONFIG: join(go.dir, "docker") };
  return {
    ...{ go, registry },
    provision: (text: string): Promise<Subject> =>
      provisionSubject(
        parseSubject(`image:${text},crds=${join(go.dir, "crds")}`),
        testContext(go, { env, send: registry.send }),
      ),
    [Symbol.asyncDispose]: () => go[Symbol.asyncDispose](),
  };
}

describe("a subject of images", () => {
  test.each(layerTypes)("is taken out of layers of %s", async (layerType) => {
    await using world = await given(fakeRegistry());
    const layers = [layer("old"), layer("new")];
    const { digest } = await putImage(world.registry, { tags: ["v1.7.3"], layers, layerType });
    const subject = await world.provision("a.b/mirror/source-controller:v1.7.3");
    const binary = await readFile(subject.binaries["source-controller"] ?? "");
    expect(binary).toEqual(elf("new"));
    expect(subject.info).toMatchObject({
      kind: "mix",
      controllers: [
        {
          name: "source-controller",
          version: "1.7.3",
          sha256: createHash("sha256").update(binary).digest("hex"),
          image: `a.b/mirror/source-controller:v1.7.3@${digest}`,
        },
      ],
      crds: [join(world.go.dir, "crds")],
    });
    expect(subject.crdFiles).toEqual([join(world.go.dir, "crds/gitrepository.yaml")]);
    expect(await readdir(join(world.go.cacheDir, "tmp"))).toEqual([]);
  });

  test("comes from the cache afterwards, and by its digest without the registry", async () => {
    await using world = await given(fakeRegistry());
    const { digest } = await putImage(world.registry, { tags: ["v1.7.3"], layers: [layer("x")] });
    const first = await world.provision("a.b/source-controller:v1.7.3");
    expect(world.registry.requests).toHaveLength(3);
    expect(await world.provision("a.b/source-controller:v1.7.3")).toEqual(first);
    expect(world.registry.requests).toHaveLength(4);
    const pinned = await world.provision(`a.b/source-controller:v1.7.3@${digest}`);
    expect(pinned.binaries).toEqual(first.binaries);
    expect(world.registry.requests).toHaveLength(4);
  });

  test("follows a tag that moves", async () => {
    await using world = await given(fakeRegistry());
    const binaryOf = async () =>
      readFile(
        (await world.provision("a.b/source-controller:main")).binaries["source-controller"] ?? "",
      );
    await putImage(world.registry, { tags: ["main"], layers: [layer("one")] });
    expect(await binaryOf()).toEqual(elf("one"));
    await putImage(world.registry, { tags: ["main"], layers: [layer("two")] });
    expect(await binaryOf()).toEqual(elf("two"));
  });

  test("is chosen from an index by this machine's platform", async () => {
    await using world = await given(fakeRegistry());
    const { os, arch } = platform();
    const other = arch === "amd64" ? "arm64" : "amd64";
    const manifests = [];
    for (const [architecture, text] of [
      [other, "other"],
      ["unknown", "proof"],
      [arch, "own"],
    ]) {
      const put = await putImage(world.registry, { tags: [], layers: [layer(text ?? "")] });
      const its = { os: architecture === "unknown" ? "unknown" : os, architecture };
      manifests.push({
        mediaType: "application/vnd.oci.image.manifest.v1+json",
        ...put,
        platform: its,
      });
    }
    const indexType = "application/vnd.oci.image.index.v1+json";
    world.registry.putManifest({ schemaVersion: 2, manifests }, indexType, "both");
    world.registry.putManifest(
      { schemaVersion: 2, manifests: manifests.slice(0, 2) },
      indexType,
      "one",
    );
    const subject = await world.provision("a.b/source-controller:both");
    expect(await readFile(subject.binaries["source-controller"] ?? "")).toEqual(elf("own"));
    await expect(world.provision("a.b/source-controller:one")).rejects.toThrow(
      `there is none for this machine, ${os}/${arch}; it is for ${os}/${other}`,
    );
  });

  test("goes to clusters as the image it is", async () => {
    await using world = await given(fakeRegistry());
    const layers = [layer("a"), layer("b")];
    const { digest } = await putImage(world.registry, { tags: ["v1.7.3"], layers });
    const subject = await world.provision("a.b/source-controller:v1.7.3");
    const [image] = await controllerImages(subject, { cacheDir: world.go.cacheDir });
    expect(image).toMatchObject({
      digest,
      reference: `fluxproof.local/source-controller:v1.7.3-${digest.slice(7, 19)}`,
    });
    const entries = await readEntries(createReadStream(image?.archiveFile ?? ""));
    const [forDocker] = JSON.parse(entries.get("manifest.json")?.content.toString() ?? "");
    expect(forDocker.Layers).toHaveLength(2);
    for (const path of [forDocker.Config, ...forDocker.Layers]) {
      const bytes = entries.get(path)?.content;
      expect(bytes).toEqual(world.registry.blobs.get(`sha256:${path.split("/").at(-1)}`));
    }
  });
});

describe("the CRDs of images", () => {
  const provision = (go: FakeGo, registry: FakeRegistry, text: string) =>
    provisionSubject(parseSubject(text), testContext(go, { send: registry.send }));

  test("are those of the versions' modules, and nothing is compiled for them", async () => {
    await using go = await fakeGo();
    const registry = fakeRegistry();
    await putImage(registry, { tags: ["v1.7.3"], layers: [layer("x")] });
    const kinds = ["GitRepository", "HelmRepository", "HelmChart", "OCIRepository", "Bucket"];
    const crds = Object.fromEntries(kinds.map((kind) => [kind, ["v1"]]));
    await go.addCrds("source-controller@v1.7.3", crds);
    const subject = await provision(go, registry, "image:a.b/source-controller:v1.7.3");
    expect(subject.info.crds).toEqual(["source-controller 1.7.3"]);
    expect(subject.crdFiles).toHaveLength(kinds.length);
    expect(await go.builds()).toBe(0);
  });

  test("must be named where the tag is no version, or where there is no Go", async () => {
    await using go = await fakeGo();
    const registry = fakeRegistry();
    await putImage(registry, { tags: ["main", "v1.7.3"], layers: [layer("x")] });
    await expect(provision(go, registry, "image:a.b/source-controller:main")).rejects.toThrow(
      /no CRDs for source-controller of version "main".*image:a\.b\/source-controller:main,crds=PATH/,
    );
    const context = testContext(go, { send: registry.send, env: { ...go.env, PATH: "/nowhere" } });
    await expect(
      provisionSubject(parseSubject("image:a.b/source-controller:v1.7.3"), context),
    ).rejects.toThrow(/there is no Go.*,crds=PATH/);
  });
});

describe("an image that can't be had", () => {
  test("a layer of another digest, or cut short, is not kept", async () => {
    await using world = await given(fakeRegistry());
    await putImage(world.registry, { tags: ["v1.7.3"], layers: [layer("x")] });
    const good = new Map(world.registry.blobs);
    const spoil = (change: (bytes: Uint8Array) => Uint8Array) => {
      for (const [digest, bytes] of good) {
        if (bytes[0] === 0x1f) world.registry.blobs.set(digest, change(bytes));
      }
    };
    const provision = () => world.provision("a.b/source-controller:v1.7.3");
    for (const change of [
      (bytes: Uint8Array) => bytes.with(20, 255),
      (bytes: Uint8Array) => bytes.subarray(0, 30),
      (bytes: Uint8Array) => Buffer.concat([bytes, bytes]),
    ]) {
      spoil(change);
      await expect(provision()).rejects.toThrow(HarnessError);
      await expect(provision()).rejects.toThrow(
        /source-controller:v1\.7\.3, its blob sha256:\w+: expected \d+ bytes of digest sha256:\w+, got /,
      );
    }
    expect(await readdir(join(world.go.cacheDir, "tmp"))).toEqual([]);
    spoil((bytes) => bytes);
    await provision();
  });

  test("a manifest of another digest than was asked for", async () => {
    await using world = await given(fakeRegistry());
    await putImage(world.registry, { tags: ["v1.7.3"], layers: [layer("x")] });
    const digest = `sha256:${"a".repeat(64)}`;
    const manifest = world.registry.manifests.get("v1.7.3");
    if (manifest) world.registry.manifests.set(digest, manifest);
    await expect(world.provision(`a.b/source-controller@${digest}`)).rejects.toThrow(
      /answered with other bytes, of digest sha256:/,
    );
  });

  test("something else than a container image", async () => {
    await using world = await given(fakeRegistry());
    const type = "application/vnd.oci.image.manifest.v1+json";
    const config = {
      mediaType: "application/vnd.cncf.helm.config.v1+json",
      ...world.registry.putBlob("{}"),
    };
    world.registry.putManifest({ schemaVersion: 2, config, layers: [] }, type, "chart");
    world.registry.putManifest({ hello: 1 }, type, "hello");
    const chart = world.provision("a.b/source-controller:chart");
    await expect(chart).rejects.toThrow(UsageError);
    await expect(chart).rejects.toThrow(
      /expected a container image, but its configuration names no os/,
    );
    await expect(world.provision("a.b/source-controller:hello")).rejects.toThrow(
      /expected the manifest of an image/,
    );
  });

  test("a broken cache is pulled again", async () => {
    await using world = await given(fakeRegistry());
    await putImage(world.registry, { tags: ["v1.7.3"], layers: [layer("x")] });
    const first = await world.provision("a.b/source-controller:v1.7.3");
    const blobs = join(world.go.cacheDir, "blobs/sha256");
    for (const name of await readdir(blobs)) await writeFile(join(blobs, name), "spoilt");
    await writeFile(first.binaries["source-controller"] ?? "", "spoilt");
    expect(await world.provision("a.b/source-controller:v1.7.3")).toEqual(first);
    expect(await readFile(first.binaries["source-controller"] ?? "")).toEqual(elf("x"));
  });
});
