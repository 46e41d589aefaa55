import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { provisionSubject } from "../provision.ts";
import { platform } from "../recipe.ts";
import { parseSubject } from "../request.ts";
import { type FakeGo, fakeGo, testContext } from "../testing/fake-go.ts";
import { controllerImages } from "./controller-images.ts";
import { type FakeRegistry, fakeRegistry } from "./testing/fake-registry.ts";
import { given, layer } from "./testing/image-world.ts";
import { elf, layerTypes, putImage } from "./testing/make-image.ts";
import { readEntries } from "./testing/read-entries.ts";

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
