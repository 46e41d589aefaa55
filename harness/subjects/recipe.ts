import { HarnessError } from "../core/failure.ts";
import type { ControllerName } from "./catalogue.ts";

/** The package of a recipe's own main. */
export const ownMain = "fluxproof.local/wrapper/main";

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
  /** Go build tags. */
  tags?: string[];
  /** Whether C is compiled too, which needs a C compiler; the binary is linked statically all the same. */
  cgo?: boolean;
  /**
   * A main package of our own over the module, as Go source, where the module's is not wanted: the part then
   * has this one binary, whose package is `ownMain`.
   */
  main?: string;
  /** Whether the CRDs under `config/crd/bases` belong to the part. */
  crds: boolean;
  /** Whether the controller's Deployment and Services under `config/manager` do. */
  manifests?: boolean;
  /** Folders of the module that its program reads when it runs, copied whole. */
  folders?: string[];
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
  return crdsRecipe("source-controller", version);
}

/** Only the CRDs of a controller whose binary is from elsewhere. */
export function crdsRecipe(name: ControllerName, version: string): PartRecipe {
  return { ...controllerRecipe(name, version), name: `${name}-crds`, packages: {} };
}

/** Only the Deployment and Services of a controller, which is what a cluster needs beside its image. */
export function manifestsRecipe(name: ControllerName, version: string): PartRecipe {
  return {
    ...controllerRecipe(name, version),
    name: `${name}-manifests`,
    packages: {},
    crds: false,
    manifests: true,
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

/** What a node of a cluster needs beside `kubernetesRecipe`; Go's cache shares what both are made of. */
export const kubernetesNodeRecipe: PartRecipe = {
  ...kubernetesRecipe,
  name: "kubernetes-node",
  packages: Object.fromEntries(
    ["kubelet", "kubeadm", "kubectl", "kube-scheduler", "kube-proxy"].map((name) => [
      name,
      `k8s.io/kubernetes/cmd/${name}`,
    ]),
  ),
};

export const kindRecipe: PartRecipe = {
  name: "kind",
  version: "0.33.0",
  module: "sigs.k8s.io/kind",
  packages: { kind: "sigs.k8s.io/kind" },
  ldflags: "-s -w",
  crds: false,
};

export const giteaRecipe: PartRecipe = {
  name: "gitea",
  version: "1.26.0",
  module: "code.gitea.io/gitea",
  packages: { gitea: "code.gitea.io/gitea" },
  ldflags: "-s -w -linkmode external -extldflags -static -X main.Version=1.26.0",
  tags: ["sqlite", "sqlite_unlock_notify", "netgo", "osusergo"],
  cgo: true,
  crds: false,
};

/** What Gitea's program reads when it runs: a release has it built in, which takes steps that Go alone can't do. */
export const giteaFilesRecipe: PartRecipe = {
  name: "gitea-files",
  version: giteaRecipe.version,
  module: giteaRecipe.module,
  packages: {},
  ldflags: "",
  crds: false,
  folders: ["options", "templates", "public"],
};

export const k6Recipe: PartRecipe = {
  name: "k6",
  version: "1.8.1",
  module: "go.k6.io/k6",
  packages: { k6: "go.k6.io/k6" },
  ldflags: "-s -w",
  crds: false,
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
