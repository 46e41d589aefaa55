import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { UsageError } from "../../core/failure.ts";
import { parseSubject } from "../request.ts";
import { type ImageRequest, parseImages } from "./image-request.ts";
import { formatReference } from "./reference.ts";

const imagesOf = ({ images }: ImageRequest) => Object.values(images).map(formatReference);
const digest = `sha256:${"a".repeat(64)}`;

describe("subjects of images", () => {
  test("a release's versions are Flux's own images, with the release's notes", () => {
    const request = parseImages("image:flux@2.7");
    expect(imagesOf(request)).toEqual([
      "ghcr.io/fluxcd/source-controller:v1.7.3",
      "ghcr.io/fluxcd/kustomize-controller:v1.7.3",
      "ghcr.io/fluxcd/helm-controller:v1.4.0",
      "ghcr.io/fluxcd/notification-controller:v1.6.0",
    ]);
    expect(request).toMatchObject({
      ...{ kind: "image", name: "image:flux@2.7", release: "flux@2.7" },
      notes: [expect.stringContaining("belongs to Flux 2.6")],
    });
    expect(parseSubject("image:flux@2.7")).toEqual(request);
  });

  test.each([
    ["image:flux@2.9", "ghcr.io/fluxcd/source-controller:v1.9.3"],
    ["image:registry.lan:5000/flux@2.7", "registry.lan:5000/source-controller:v1.7.3"],
    ["image:a.b/c/d/flux@2.7", "a.b/c/d/source-controller:v1.7.3"],
  ])("%s begins with %s", (text, first) => {
    expect(imagesOf(parseImages(text))[0]).toBe(first);
  });

  test.each([
    ["source-controller:v1.9.0", ["ghcr.io/fluxcd/source-controller:v1.9.0"]],
    [
      "a.b/c/source-controller:v1+kustomize-controller:v2",
      ["a.b/c/source-controller:v1", "a.b/c/kustomize-controller:v2"],
    ],
    [
      `source-controller:v1+a.b/helm-controller@${digest}`,
      ["ghcr.io/fluxcd/source-controller:v1", `a.b/helm-controller@${digest}`],
    ],
    ["source-controller=a.b/flux-src:v1", ["a.b/flux-src:v1"]],
  ])("image:%s names each image", (text, expected) => {
    const request = parseImages(`image:${text}`);
    expect(imagesOf(request)).toEqual(expected);
    expect(request.release).toBeUndefined();
  });

  test.each([
    ["image:flux@2.7.0", "ghcr.io/fluxcd/flux-manifests:v2.7.0"],
    ["image:a.b/c/flux@2.8.0-rc.1", "a.b/c/flux-manifests:v2.8.0-rc.1"],
  ])("%s is read from %s", (text, manifests) => {
    const request = parseImages(text);
    expect(request.fluxManifests && formatReference(request.fluxManifests)).toBe(manifests);
    expect(request).toMatchObject({ release: text.split(/[:/]/).at(-1), images: {} });
  });

  test("options follow commas", () => {
    expect(parseImages("image:flux@2.7,crds=./my/crds,scheme=http")).toMatchObject({
      ...{ crds: "./my/crds", scheme: "http" },
    });
  });

  test.each([
    ["image:", /"" is neither a release nor the reference/],
    [
      "image:flux@2.5",
      /no release "flux@2.5" is known; expected one of flux@2.7, flux@2.9, or all three/,
    ],
    ["image:mirror/flux@2.7", /"mirror" is not REGISTRY\/PATH; expected something like ghcr/],
    ["image:a.b/MIRROR/flux@2.7", /is not REGISTRY\/PATH/],
    ["image:ghcr.io/fluxcd", /"ghcr.io\/fluxcd" is neither/],
    ["image:source-controller", /with a tag or a digest/],
    ["image:a.b/other:v1", /"other" is not one of source-controller.*CONTROLLER=REFERENCE/],
    ["image:x=a.b/other:v1", /"x" is not one of source-controller/],
    ["image:kustomize-controller:v1", /source-controller is missing/],
    ["image:source-controller:v1+source-controller:v2", /source-controller is named twice/],
    ["image:flux@2.7,crds=", /option "crds=": expected crds=PATH/],
    ["image:flux@2.7,crd=x", /option "crd=x": expected/],
    ["image:flux@2.7,scheme=ftp", /option "scheme=ftp"/],
  ])("refuses %j", (text, message) => {
    expect(() => parseImages(text)).toThrow(UsageError);
    expect(() => parseImages(text)).toThrow(message);
  });

  test("any text is a request or a usage error", () => {
    const piece = fc.constantFrom(
      ...["flux@", "2.7", "source-controller", "a.b", "/", ":", "v1", "+", ",", "=", "crds="],
    );
    fc.assert(
      fc.property(fc.array(piece), (pieces) => {
        try {
          expect(imagesOf(parseImages(`image:${pieces.join("")}`)).length).toBeGreaterThan(0);
        } catch (error) {
          expect(error).toBeInstanceOf(UsageError);
        }
      }),
    );
  });
});
