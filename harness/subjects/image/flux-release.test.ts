import { basename } from "node:path";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../core/failure.ts";
import { provisionSubject } from "../provision.ts";
import { parseSubject } from "../request.ts";
import { fakeGo, testContext } from "../testing/fake-go.ts";
import { type FakeRegistry, fakeRegistry } from "./testing/fake-registry.ts";
import { layer } from "./testing/image-world.ts";
import { putImage } from "./testing/make-image.ts";
import { deployment, makeRelease } from "./testing/make-release.ts";

const crd = (plural: string, group: string) => `apiVersion: apiextensions.k8s.io/v1
kind: CustomResourceDefinition
metadata:
  name: ${plural}.${group}
spec:
  group: ${group}
`;
const manifests = [
  "# Flux Version: v2.7.0\n",
  "apiVersion: v1\nkind: Namespace\nmetadata:\n  name: flux-system\n",
  crd("gitrepositories", "source.toolkit.fluxcd.io"),
  crd("imagepolicies", "image.toolkit.fluxcd.io"),
  deployment("source-controller", "ghcr.io/fluxcd/source-controller:v1.7.0"),
  deployment("image-reflector-controller", "ghcr.io/fluxcd/image-reflector-controller:v1.0.1"),
];

async function putRelease(registry: FakeRegistry, tag: string, documents: string[]): Promise<void> {
  const { manifest, mediaType, blobs } = await makeRelease(documents);
  for (const blob of blobs) registry.putBlob(blob);
  registry.manifests.set(tag, { bytes: manifest, mediaType });
}

describe("a release by all its numbers", () => {
  test("names its images and brings its CRDs: no Go takes part, and a mirror serves all", async () => {
    await using go = await fakeGo();
    const registry = fakeRegistry();
    await putRelease(registry, "v2.7.0", manifests);
    await putImage(registry, { tags: ["v1.7.0"], layers: [layer("x")] });
    const context = testContext(go, { send: registry.send, env: { PATH: "/nowhere" } });
    const subject = await provisionSubject(parseSubject("image:a.b/mirror/flux@2.7.0"), context);
    expect(subject.info).toMatchObject({
      ...{ name: "image:a.b/mirror/flux@2.7.0", kind: "release", notes: [] },
      crds: ["a.b/mirror/flux-manifests:v2.7.0"],
      controllers: [
        {
          ...{ name: "source-controller", version: "1.7.0" },
          image: expect.stringMatching(/^a\.b\/mirror\/source-controller:v1\.7\.0@sha256:/),
        },
      ],
    });
    expect(subject.crdFiles.map((file) => basename(file))).toEqual([
      "gitrepositories.source.toolkit.fluxcd.io.yaml",
    ]);
    expect(registry.requests).toContain("GET /v2/mirror/flux-manifests/manifests/v2.7.0");
    expect(registry.requests).toContain("GET /v2/mirror/source-controller/manifests/v1.7.0");
  });

  test.each<[string, string[], RegExp]>([
    [
      "nothing of Flux in it",
      ["kind: Namespace\nmetadata: {name: x}\n"],
      /holds 0 CRDs of Flux and 0 Deployments/,
    ],
    ["no CRDs", manifests.slice(4), /holds 0 CRDs/],
    [
      "a Deployment without an image",
      [...manifests.slice(0, 4), deployment("source-controller", "")],
      /v2\.7\.0, source-controller: expected the image of its Deployment, got ""/,
    ],
  ])("refuses an artifact with %s", async (_, documents, message) => {
    await using go = await fakeGo();
    const registry = fakeRegistry();
    await putRelease(registry, "v2.7.0", documents);
    const asked = provisionSubject(
      parseSubject("image:flux@2.7.0"),
      testContext(go, { send: registry.send }),
    );
    await expect(asked).rejects.toThrow(UsageError);
    await expect(asked).rejects.toThrow(message);
  });

  test("says where there is no such release", async () => {
    await using go = await fakeGo();
    const context = testContext(go, { send: fakeRegistry().send });
    await expect(provisionSubject(parseSubject("image:flux@9.9.9"), context)).rejects.toThrow(
      /ghcr\.io\/fluxcd\/flux-manifests:v9\.9\.9: the registry has no such image/,
    );
  });
});
