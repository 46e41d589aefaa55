import type { Clock } from "../../core/clock.ts";
import type { Recorder } from "../../core/history.ts";
import type { Child } from "../process/child.ts";

/** Files and places of one control plane. */
export interface ControlPlanePlan {
  /** Temporary folder of the slot: keys, sockets and what is stored. */
  folder: string;
  apiPort: number;
  auditLog: string;
  files: ControlPlaneFiles;
}

export interface ControlPlaneFiles {
  caCertificate: string;
  serverCertificate: string;
  serverKey: string;
  serviceAccountKey: string;
  serviceAccountPublicKey: string;
  /** Static bearer tokens, `--token-auth-file`. */
  tokens: string;
  auditPolicy: string;
  /** For the slot's administrator and for kube-controller-manager. */
  adminKubeconfig: string;
  managerKubeconfig: string;
}

export interface ControlPlaneRequest {
  plan: ControlPlanePlan;
  logs: string;
  recorder: Recorder;
  clock: Clock;
  /** Told once when a part of it exits that nobody stopped. */
  fail(error: unknown): void;
}

/** Starts what is beneath the controllers of a slot; it need not answer yet. */
export type StartControlPlane = (request: ControlPlaneRequest) => Promise<RunningControlPlane>;

/** The running processes beneath the controllers. */
export interface RunningControlPlane extends AsyncDisposable {
  children: Child[];
  /** What the API server writes, for messages about it. */
  apiServerLog: string;
  /** Starts what of it can only begin once the API server is ready. */
  startManager(): Promise<void>;
}
