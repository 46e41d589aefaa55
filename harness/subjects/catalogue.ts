import gte from "semver/functions/gte.js";
import rcompare from "semver/functions/rcompare.js";
import valid from "semver/functions/valid.js";

/** The Flux controllers a subject is made of, in the order they are listed and installed. */
export const controllerNames = [
  "source-controller",
  "kustomize-controller",
  "helm-controller",
  "notification-controller",
] as const;
export type ControllerName = (typeof controllerNames)[number];

/** Versions by controller, without a leading v. */
export type ControllerVersions = Partial<Record<ControllerName, string>>;

/** A release of Flux as it can be built here. */
export interface Release {
  /** `flux@2.7` */
  name: string;
  controllers: ControllerVersions;
  /** What a reader of a report must know. */
  notes: string[];
}

export const releases: Release[] = [
  {
    name: "flux@2.7",
    controllers: {
      "source-controller": "1.7.3",
      "kustomize-controller": "1.7.3",
      "helm-controller": "1.4.0",
      "notification-controller": "1.6.0",
    },
    notes: [
      "notification-controller 1.6.0 belongs to Flux 2.6; it stands in, because 1.7.x is not on the Go module proxy",
    ],
  },
  {
    name: "flux@2.9",
    controllers: {
      "source-controller": "1.9.3",
      "kustomize-controller": "1.9.5",
      "helm-controller": "1.6.4",
      "notification-controller": "1.9.3",
    },
    notes: [
      "source-controller 1.9.3 stands in for 1.9.5 of Flux 2.9.5, which needs a module that is not on the Go module proxy",
      "notification-controller 1.9.3 stands in for the newer one of Flux 2.9.5, which is not on the Go module proxy",
    ],
  },
];

/** A mix people ask for, shown where subjects are listed: an old source-controller beside newer ones. */
export const exampleMix = "mix:source-1.3.0+kustomize-1.7.3+helm-1.4.0+notification-1.6.0";

const early = [
  "GitRepository v1",
  "HelmRepository v1",
  "HelmChart v1",
  "OCIRepository v1beta2",
  "Bucket v1beta2",
];
const current = [
  "GitRepository v1",
  "HelmRepository v1",
  "HelmChart v1",
  "OCIRepository v1",
  "Bucket v1",
];
const applied = ["GitRepository v1", "OCIRepository v1", "Bucket v1", "ExternalArtifact v1"];
const charts = ["HelmChart v1", "OCIRepository v1", "ExternalArtifact v1"];

/**
 * Versions that fluxproof was tried with, with the kinds of `source.toolkit.fluxcd.io` each one watches or writes.
 * Read in the controllers' own `SetupWithManager`; ExternalArtifact only behind its feature gate,
 * but the CRDs must serve it for a scenario to switch that on.
 */
export const knownVersions: Record<ControllerName, Record<string, string[]>> = {
  "source-controller": {
    "1.3.0": early,
    "1.7.0": current,
    "1.7.2": current,
    "1.7.3": current,
    "1.8.0": current,
    "1.9.3": current,
  },
  "kustomize-controller": { "1.7.3": applied, "1.9.5": applied, "1.9.6": applied },
  "helm-controller": { "1.4.0": charts, "1.6.4": charts },
  "notification-controller": { "1.6.0": [], "1.9.3": [] },
};

/**
 * The version that fluxproof was tried with and that tells most of another: itself, or the newest that is older.
 * Undefined for what is older than all of them, or no version.
 */
export function nearestKnown(name: ControllerName, version: string): string | undefined {
  if (valid(version) !== version) return undefined;
  const older = Object.keys(knownVersions[name]).filter((known) => gte(version, known));
  return older.sort(rcompare)[0];
}

/** The kinds of `source.toolkit.fluxcd.io` that a controller is taken to watch or write: those of the nearest version. */
export function kindsOf(name: ControllerName, version: string): string[] {
  const known = nearestKnown(name, version);
  return known === undefined ? [] : (knownVersions[name][known] ?? []);
}

/** Whose source CRDs are tried, in order, when the source-controller's own do not serve all parts. */
export const fallbackSourceCrds = ["1.7.3", "1.8.0"];

/** What `fluxproof subjects` lists. */
export interface SubjectListing {
  name: string;
  kind: "release" | "mix" | "image" | "folder";
  /** One line: the controllers and versions, or what to write. */
  summary: string;
  notes: string[];
}

/** Every subject that can be named, then the forms of those that are spelled out. */
export function listSubjects(): SubjectListing[] {
  const known = controllerNames
    .map((name) => `${shortName(name)} ${Object.keys(knownVersions[name]).join(" ")}`)
    .join(", ");
  return [
    ...releases.map((release) => ({
      name: release.name,
      kind: "release" as const,
      summary: describeVersions(release.controllers),
      notes: release.notes,
    })),
    {
      name: exampleMix,
      kind: "mix",
      summary: `any versions side by side, source at least; tried: ${known}; others are taken to be like the nearest older one`,
      notes: [],
    },
    {
      name: "image:flux@2.7",
      kind: "image",
      summary:
        "a release's versions as published images; from a mirror: image:registry.example.com/fluxcd/flux@2.7",
      notes: [],
    },
    {
      name: "image:flux@2.7.0",
      kind: "image",
      summary: "any release as its own manifests name it, CRDs included; no Go takes part",
      notes: [],
    },
    {
      name: "image:registry.example.com/fluxcd/source-controller:v1.7.3+kustomize-controller:v1.7.3",
      kind: "image",
      summary:
        "any images side by side, source at least; with ,crds=PATH where no release has their CRDs",
      notes: [],
    },
    {
      name: "dir:PATH",
      kind: "folder",
      summary: "your own binaries, named as the controllers, and their CRDs in PATH/crds/*.yaml",
      notes: [],
    },
  ];
}

/** `source-controller` → `source`, as mixes spell it. */
export function shortName(name: ControllerName): string {
  return name.slice(0, -"-controller".length);
}

function describeVersions(versions: ControllerVersions): string {
  return controllerNames
    .filter((name) => versions[name] !== undefined)
    .map((name) => `${shortName(name)} ${versions[name]}`)
    .join(", ");
}
