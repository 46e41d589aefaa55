import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { HarnessError, UsageError } from "../../core/failure.ts";
import { fakeRegistry } from "./testing/fake-registry.ts";
import { given, layer } from "./testing/image-world.ts";
import { elf, putImage } from "./testing/make-image.ts";

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
