import type { SubjectInfo } from "../core/run.ts";
import type { PulledImage } from "./image/pull-image.ts";

/** A subject whose binaries and CRDs are on this machine, whole. */
export interface Subject {
  info: SubjectInfo;
  /** Absolute paths by controller name. */
  binaries: Record<string, string>;
  /** Absolute paths of the CRD files to install, in order. */
  crdFiles: string[];
  /** The images that the binaries were taken from, by controller name; absent where there were none. */
  images?: Record<string, PulledImage>;
  /** Variables in the environment of every controller besides its own; for environments of processes only. */
  env?: Record<string, string>;
}

/** What environment `local` starts beneath the controllers. */
export interface ControlPlane {
  etcd: string;
  kubeApiserver: string;
  kubeControllerManager: string;
  /** `{ etcd: "3.6.5", "kube-apiserver": "1.34.4", … }` */
  versions: Record<string, string>;
}

/** Told what is being done and for how long; the command line draws it. */
export interface Progress {
  /**
   * Starts a line such as `source-controller 1.7.3: compiling`; `update` says more about it. Its end says how
   * long it took: since it began unless told.
   */
  begin(what: string): { update(detail: string): void; end(result: string, tookMs?: number): void };
}
