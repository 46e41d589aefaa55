import type { ArtifactHostsSpec } from "../core/artifact-hosts.ts";
import type { Clock } from "../core/clock.ts";
import type { ApiFault, SinkFault } from "../core/fault.ts";
import type { Recorder } from "../core/history.ts";
import type {
  AccountSpec,
  ControllerSettings,
  EnvironmentName,
  WorkloadBehaviour,
} from "../core/scenario.ts";
import type { Subject } from "../subjects/subject.ts";
import type { ArtifactHosts } from "./artifact-hosts.ts";
import type { ClusterClient } from "./cluster-client.ts";
import type { GitHost } from "./git-host.ts";
import type { InjectedFault } from "./injected-fault.ts";

export type { ArtifactHosts, BucketChanges, Buckets, Registry } from "./artifact-hosts.ts";
export type { CommitRequest, CommitResult, GitHost } from "./git-host.ts";
export type { InjectedFault } from "./injected-fault.ts";

/** What a scenario needs of the environment it runs in. */
export interface SlotRequest {
  subject: Subject;
  controllers: Record<string, ControllerSettings>;
  accounts: AccountSpec[];
  /** Hosts of artifacts to start beside the Git host, still empty; absent for none. */
  artifactHosts?: ArtifactHostsSpec;
  /** What becomes of workloads; what none selects gets ready at once. */
  workloads: WorkloadBehaviour[];
  seed: number;
  /** Whether faults of the API server will be injected: the controllers then reach it through a proxy. */
  apiFaults: boolean;
  /** The run directory; logs go to `logs/PROCESS.log` in it. */
  dir: string;
  recorder: Recorder;
  clock: Clock;
  signal: AbortSignal;
  /** A cluster that no scenario had before; for environments that keep one. */
  freshCluster?: boolean;
  /** Told what the start does now, in a few words. */
  onPhase?(phase: string): void;
}

/** The time in which one run passes. */
export interface RunTime {
  clock: Clock;
  /** Runs `main` in it. Where time is virtual, `main` may wait for nothing but the clock and promises. */
  run<T>(main: () => Promise<T>): Promise<T>;
}

/** Where the harness runs scenarios. */
export interface Environment {
  name: EnvironmentName;
  /** Versions of its own parts: etcd, kube-apiserver. */
  parts: Record<string, string>;
  /** The time of one run; real time unless the environment has its own. */
  time?(): RunTime;
  /** Starts a slot: a control plane with CRDs, a Git host and the controllers, their workers running. */
  start(request: SlotRequest): Promise<Slot>;
  /** Ends what it keeps from one slot to the next, a cluster; those that keep nothing have none. */
  [Symbol.asyncDispose]?(): Promise<void>;
}

/** One control plane with one controller set and its Git host. Disposing it ends and removes all of it. */
export interface Slot extends AsyncDisposable {
  cluster: ClusterClient;
  gitHost: GitHost;
  apiServer: ApiServer;
  controllers: Controllers;
  sink: Sink;
  /** Absent where none were asked for, and in environments that have none. */
  artifactHosts?: ArtifactHosts | undefined;
  /**
   * The run's own namespace in a cluster it shares with others, which the slot has made; absent where the cluster
   * is the run's own.
   */
  readonly namespace?: string;
  /** Aborts, with the reason, when the slot breaks under a running scenario: etcd or the API server exits. */
  readonly failed?: AbortSignal;
  /**
   * Sends a webhook to notification-controller, as a Git host would, and resolves to the status answered.
   * @throws UnsupportedError where the subject has no notification-controller.
   */
  hook(request: HookRequest): Promise<number>;
  /**
   * Origin, without a slash, at which programs of this machine reach notification-controller's receivers:
   * a path after it is a Receiver's. Absent where only `hook` reaches them.
   */
  receiverOrigin?: string;
  /** Everything measured so far is in the recorder once this resolves (audit log, counters). */
  flush(): Promise<void>;
  /**
   * Writes into the run directory what only the environment knows of a run that did not pass: logs of
   * nodes, Events. Never rejects.
   */
  keepEvidence?(): Promise<void>;
}

/** The API server as the controllers reach it. What the harness asks itself meets no fault. */
export interface ApiServer {
  inject(fault: ApiFault): Promise<InjectedFault>;
}

/**
 * The subject's controllers, each kept running as a kubelet does: whatever ends one, it begins again after the
 * back-off of a container (at once, 10 s, 20 s, … 5 min). They go by the names of their instances,
 * `source-controller` and `source-controller-shard1`; others are a UsageError.
 */
export interface Controllers {
  /** Ends the life that runs now, waiting for one if none does; resolves once its `process.exit` is recorded. */
  end(request: ControllerEnd): Promise<void>;
  /**
   * To 0: stops it as `pod: "replaced"` does and lets it not begin again. To 1: lets it begin, as a new Pod.
   * One that is there already is left as it is.
   */
  scale(request: { controller: string; replicas: 0 | 1 }): Promise<void>;
  /**
   * Holds the life that runs now where it is, all threads of it (SIGSTOP), or lets it go on (SIGCONT). Its
   * connections stay open and new ones come about, for those are the kernel's; only nobody answers. UsageError
   * where no life runs.
   */
  freeze(request: { controller: string; frozen: boolean }): Promise<void>;
}

/** One end of a controller's life. */
export interface ControllerEnd {
  controller: string;
  /** `crash`: SIGKILL. `stop`: SIGTERM, and SIGKILL after the grace period of its Deployment. */
  how: "crash" | "stop";
  /**
   * `kept`: its container is restarted in the same Pod, where the emptyDir volumes stay, `/data` with the
   * artifacts as `/tmp`. `replaced`: the Pod is, and they are gone; nor does the back-off count its exits on.
   */
  pod: "kept" | "replaced";
}

/** Where notifications go; records `sink.request` for every request it answers. */
export interface Sink {
  /** Where one inbox is, as the controllers of this slot reach it. */
  url(inbox: string): string;
  /** What a Provider of type `generic-hmac` signs with for this inbox; never recorded. */
  token(inbox: string): string;
  inject(fault: SinkFault): Promise<InjectedFault>;
}

/** One webhook for a Receiver. */
export interface HookRequest {
  /** `status.webhookPath` of the Receiver: whoever knows it may send, so it goes into no history. */
  path: string;
  headers: Record<string, string>;
  body: string;
}
