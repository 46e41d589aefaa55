import { HarnessError } from "../core/failure.ts";
import type { ControllerName } from "./catalogue.ts";

/** How one part of a subject or control plane is made from its Go module. */
export interface PartRecipe {
  /** Folder name in the cache: `source-controller`. */
  name: string;
  /** Without a leading v. */
  version: string;
  module: string;
  /** Go package by the file name of its binary; empty where only the CRDs are wanted. */
  packages: Record<string, string>;
  ldflags: string;
  /** Whether the CRDs under `config/crd/bases` belong to the part. */
  crds: boolean;
  /**
   * Version of the modules that the release requires at v0.0.0 and replaces by folders of its own,
   * as Kubernetes does with its staging repositories.
   */
  stagingVersion?: string;
  /** A defect put into the release on purpose: what is built is a mutant, kept apart in the cache. */
  patch?: SourcePatch;
}

/** One change to one file of a release, made while it is compiled. */
export interface SourcePatch {
  /** Path inside the module, with forward slashes. */
  file: string;
  /** Must stand in the file exactly once. */
  find: string;
  replace: string;
}

export function controllerRecipe(name: ControllerName, version: string): PartRecipe {
  const module = `github.com/fluxcd/${name}`;
  return { name, version, module, packages: { [name]: module }, ldflags: "-s -w", crds: true };
}

/** Only the CRDs of a source-controller, to go with another version of its binary. */
export function sourceCrdsRecipe(version: string): PartRecipe {
  return {
    ...controllerRecipe("source-controller", version),
    name: "source-controller-crds",
    packages: {},
  };
}

export const etcdRecipe: PartRecipe = {
  name: "etcd",
  version: "3.6.5",
  module: "go.etcd.io/etcd/server/v3",
  packages: { etcd: "go.etcd.io/etcd/server/v3" },
  ldflags: "-s -w",
  crds: false,
};

export const kubernetesRecipe: PartRecipe = {
  name: "kubernetes",
  version: "1.34.4",
  module: "k8s.io/kubernetes",
  packages: {
    "kube-apiserver": "k8s.io/kubernetes/cmd/kube-apiserver",
    "kube-controller-manager": "k8s.io/kubernetes/cmd/kube-controller-manager",
  },
  ldflags: ["-s", "-w", ...kubernetesVersionFlags("1.34.4")].join(" "),
  crds: false,
  stagingVersion: "v0.34.4",
};

/** The binaries serve this version at `/version`; without it they call themselves v0.0.0. */
function kubernetesVersionFlags(version: string): string[] {
  const [major, minor] = version.split(".");
  const variable = "k8s.io/component-base/version";
  return [
    `-X ${variable}.gitVersion=v${version}`,
    `-X ${variable}.gitMajor=${major}`,
    `-X ${variable}.gitMinor=${minor}`,
  ];
}

/** The operating system and processor as Go spells them: `linux-amd64`. */
export function platform(): { os: string; arch: string } {
  const arch = { x64: "amd64", arm64: "arm64" }[process.arch as string];
  if (!arch) {
    throw new HarnessError(`cannot build for the processor ${process.arch}; expected x64 or arm64`);
  }
  return { os: process.platform, arch };
}
