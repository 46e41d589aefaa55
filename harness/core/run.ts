import type { Scenario } from "./scenario.ts";

/** One controller under test. */
export interface SubjectPart {
  /** `source-controller` */
  name: string;
  /** Without a leading v: `1.7.3`; `unknown` where a folder of binaries doesn't say. */
  version: string;
  /** Of the binary that ran, lower-case hex; a model has none. */
  sha256?: string;
  /** The image it was taken from, with its digest; absent where there was none. */
  image?: string;
}

/** What was tested. A `mix` is never called a release, nor a `model` Flux; `installed` is what others put there. */
export interface SubjectInfo {
  name: string;
  kind: "release" | "mix" | "folder" | "model" | "installed";
  controllers: SubjectPart[];
  /** Where the CRDs come from: `source-controller 1.7.3`. */
  crds: string[];
  /** What a reader must know, such as a controller that stands in for one that can't be had. */
  notes: string[];
}

/** The machine a run was made on. */
export interface HostInfo {
  os: string;
  kernel: string;
  arch: string;
  cpus: number;
  cpuModel: string;
  memoryBytes: number;
  node: string;
  git: string;
}

/** `run.json`: everything known before the first step. */
export interface RunInfo {
  version: 1;
  fluxproof: string;
  scenario: Scenario;
  /** The `--set` changes that are in the scenario already: to tell how the run is repeated. */
  set?: string[];
  seed: number;
  environment: string;
  gitHost: string;
  subject: SubjectInfo;
  /** Versions of the environment's own parts: etcd, kube-apiserver. */
  parts: Record<string, string>;
  host: HostInfo;
  /** Wall clock at `tMs` 0, ISO 8601. */
  startedAt: string;
}
