import { UsageError } from "../../core/failure.ts";
import { type ControllerName, controllerNames, releases } from "../catalogue.ts";
import {
  type ImageReference,
  lastName,
  parseReference,
  prefixOf,
  startsWithRegistry,
} from "./reference.ts";

/** Images to take controllers from, as the user named them. */
export interface ImageRequest {
  kind: "image";
  /** As given. */
  name: string;
  /** The release whose versions these are; absent where each image is named. */
  release?: string;
  images: Partial<Record<ControllerName, ImageReference>>;
  /**
   * Flux's own artifact that names the images of a release and holds its CRDs; absent where they are
   * known without it.
   */
  fluxManifests?: ImageReference;
  /** A folder with CRDs in it, as given; absent where they are those of the versions' Go modules. */
  crds?: string;
  /** How registries are spoken to: `http` by itself only on this machine. */
  scheme?: "http" | "https";
  notes: string[];
}

export const fluxImages = "ghcr.io/fluxcd";
export const imageForms = [
  "image:flux@2.7",
  "image:flux@2.7.0",
  "image:registry.example.com/fluxcd/flux@2.7",
  "image:registry.example.com/fluxcd/source-controller:v1.7.3+kustomize-controller:v1.7.3",
];

/**
 * `image:WHAT[,crds=PATH][,scheme=http]`, where WHAT is a release, below a registry's path where a
 * mirror has it, or references of images with a plus between them.
 * @throws UsageError naming the value seen and what was expected.
 */
export function parseImages(text: string): ImageRequest {
  const refuse = (why: string) => new UsageError(`subject ${JSON.stringify(text)}: ${why}`);
  const [what = "", ...options] = text.slice("image:".length).split(",");
  const images = readRelease(what, refuse) ?? readReferences(what, refuse);
  return { kind: "image", name: text, ...images, ...readOptions(options, refuse) };
}

type Refuse = (why: string) => UsageError;
type Images = Pick<ImageRequest, "release" | "images" | "fluxManifests" | "notes">;

function readRelease(what: string, refuse: Refuse): Images | undefined {
  const found = /^(?:(?<path>.*)\/)?(?<name>flux@[^/+:]*)$/.exec(what)?.groups;
  if (!found?.name) {
    return undefined;
  }
  const prefix = found.path ?? fluxImages;
  const imageOf = (name: string, version: string) => {
    const image = startsWithRegistry(`${prefix}/`)
      ? parseReference(`${prefix}/${name}:v${version}`, prefix)
      : undefined;
    if (image) return image;
    throw refuse(
      `${JSON.stringify(prefix)} is not REGISTRY/PATH; expected something like ${fluxImages}`,
    );
  };
  const exact = /^flux@(\d+\.\d+\.\d+(?:-[\w.]+)?)$/.exec(found.name)?.[1];
  if (exact) {
    const fluxManifests = imageOf("flux-manifests", exact);
    return { release: found.name, images: {}, fluxManifests, notes: [] };
  }
  const release = releases.find(({ name }) => name === found.name);
  if (!release) {
    const known = releases.map(({ name }) => name).join(", ");
    throw refuse(
      `no release ${JSON.stringify(found.name)} is known; expected one of ${known}, or all three ` +
        "numbers of any release, as in flux@2.7.0",
    );
  }
  const images: Images["images"] = {};
  for (const name of controllerNames) {
    const version = release.controllers[name];
    if (version !== undefined) images[name] = imageOf(name, version);
  }
  return { release: release.name, images, notes: release.notes };
}

function readReferences(what: string, refuse: Refuse): Images {
  const images: Images["images"] = {};
  let prefix = fluxImages;
  for (const item of what.split("+")) {
    const { name, image } = readItem(item, prefix, refuse);
    if (images[name]) {
      throw refuse(`${name} is named twice; expected one image of each controller`);
    }
    images[name] = image;
    prefix = prefixOf(image);
  }
  if (!images["source-controller"]) {
    throw refuse(
      "an image of source-controller is missing; add one, as in source-controller:v1.7.3",
    );
  }
  return { images, notes: [] };
}

/** `source-controller:v1.7.3`, or `source-controller=registry/of/another/name:v1.7.3`. */
function readItem(
  item: string,
  prefix: string,
  refuse: Refuse,
): { name: ControllerName; image: ImageReference } {
  const [, named, text = ""] = /^(?:([^=]*)=)?(.*)$/s.exec(item) ?? [];
  const image = parseReference(text, prefix);
  if (!image) {
    throw refuse(
      `${JSON.stringify(item)} is neither a release nor the reference of an image with a tag or a ` +
        `digest; expected one of ${imageForms.join(", ")}`,
    );
  }
  const said = named ?? lastName(image);
  const name = controllerNames.find((each) => each === said);
  if (!name) {
    throw refuse(
      `${JSON.stringify(said)} is not one of ${controllerNames.join(", ")}; an image of another ` +
        `name is given as CONTROLLER=REFERENCE, as in source-controller=${item}`,
    );
  }
  return { name, image };
}

function readOptions(options: string[], refuse: Refuse): Pick<ImageRequest, "crds" | "scheme"> {
  const read: Pick<ImageRequest, "crds" | "scheme"> = {};
  for (const option of options) {
    const [, key, value = ""] = /^(\w+)=(.+)$/s.exec(option) ?? [];
    if (key === "crds" && !value.includes("\0")) {
      read.crds = value;
    } else if (key === "scheme" && (value === "http" || value === "https")) {
      read.scheme = value;
    } else {
      throw refuse(
        `option ${JSON.stringify(option)}: expected crds=PATH (a folder of CRDs), scheme=http or scheme=https`,
      );
    }
  }
  return read;
}
