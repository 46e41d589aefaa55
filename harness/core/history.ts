import type { Fault } from "./fault.ts";
import type { Json, JsonObject } from "./json.ts";
import type { ObjectRef, ObjectState, SinkEvent } from "./seen-objects.ts";

export type {
  Condition,
  ObjectRef,
  ObjectState,
  ReconciliationRecord,
  ReleaseRecord,
  SinkEvent,
} from "./seen-objects.ts";

/** What a note of a watch that may have missed changes begins with. */
export const watchGapNote = "watch gap: ";

/** One thing that was done or seen. Which fields it has depends on `type`. */
export type Observation =
  | { type: "step.start"; step: string; use: string; with: JsonObject }
  | { type: "step.end"; step: string; outcome: "done" | "timeout" | "error"; because?: string }
  /** A branch moved on the Git host; `tMs` is the moment the ref was updated. */
  | {
      type: "git.commit";
      repository: string;
      branch: string;
      /** Full commit hash. */
      commit: string;
      /** Commit the branch pointed at before, null for the first. */
      previous: string | null;
      forced: boolean;
      /** Change number written into the manifests of this commit. */
      change: number;
      /** Kustomizations whose manifests differ from those of `previous`, `namespace/name`. */
      touches: string[];
      /** What `previous` held and this commit does not: ConfigMaps as `namespace/name`, others as `Kind namespace/name`. */
      drops: string[];
    }
  /** One HTTP request at the Git host, recorded when its answer ended. `tMs` is the start. */
  | {
      type: "git.request";
      repository: string;
      endpoint: "refs" | "pack" | "other";
      method: string;
      status: number;
      /** Response body bytes sent. */
      bytes: number;
      durationMs: number;
      /** How the answer ended: whole, cut by a fault, or abandoned by the client. */
      ended: "whole" | "cut" | "abandoned";
      account?: string;
      agent?: string;
      /** Ids of the faults that met this request. */
      faults: string[];
      retryAfterSeconds?: number;
    }
  /** One request at the sink of notifications, recorded when its answer ended. `tMs` is the start. */
  | {
      type: "sink.request";
      /** The first part of the path, which tells one Provider from another. */
      inbox: string;
      /** 0 when the connection ended before any answer. */
      status: number;
      durationMs: number;
      /** How the answer ended: whole, cut by a fault, or abandoned by the client. */
      ended: "whole" | "cut" | "abandoned";
      /** Ids of the faults that met this request. */
      faults: string[];
      /** Held to the inbox's own token; `none` without a signature, as Providers of type `generic` send. */
      signature: "valid" | "invalid" | "none";
      /** Absent where the body is no event as Flux sends them. */
      event?: SinkEvent;
    }
  /** A webhook sent to a Receiver, recorded when its answer came. Its path is a secret and no part of it. */
  | {
      type: "hook.request";
      receiver: string;
      /** The path the Receiver has in its status, or one that no Receiver has. */
      path: "own" | "unknown";
      signature: "valid" | "wrong" | "none";
      status: number;
      durationMs: number;
    }
  | { type: "git.credential"; account: string; change: "expired" | "rotated" | "restored" }
  | { type: "fault.start"; id: string; fault: Fault }
  /** `met`: requests or connections the fault acted on; null where that cannot be counted. */
  | { type: "fault.end"; id: string; met: number | null }
  | ({
      type: "kube.object";
      change: "added" | "modified" | "deleted";
      /** The one it was watched as; histories before fluxproof recorded it have none. */
      apiVersion?: string;
      uid: string;
      resourceVersion: string;
      state: ObjectState;
    } & ObjectRef)
  | {
      type: "kube.event";
      /** `apiVersion` as the reporter wrote it; absent like that of `kube.object`. */
      involved: ObjectRef & { apiVersion?: string };
      kind: "Normal" | "Warning";
      reason: string;
      message: string;
      count: number;
      reporter: string;
    }
  /** Something the harness asked the API server to change (a Secret, an annotation). */
  | ({ type: "kube.write"; verb: string; what: string } & ObjectRef)
  /** API requests since the last such entry: controller → "verb resource" → count, each shard apart. From the audit log. */
  | {
      type: "kube.requests";
      counts: Record<string, Record<string, number>>;
      /** Of these the writes of Flux objects' status: controller → "resource namespace/name" → count. */
      statusWrites?: Record<string, Record<string, number>>;
    }
  | {
      type: "process.start";
      process: string;
      pid: number;
      restarts: number;
      memoryLimitBytes?: number;
      /** Host and port of the artifacts it serves, as their URLs have it. */
      serves?: string;
    }
  /** `oomKilled` is read from the kernel's counter, never inferred from the exit. */
  | {
      type: "process.exit";
      process: string;
      pid: number;
      code: number | null;
      signal: string | null;
      oomKilled: boolean;
      restartInMs: number | null;
    }
  /** Workers of a controller began to work, read from its log. */
  | { type: "process.workers"; process: string; pid: number }
  /** Bytes. Resident and cgroup figures are different things, see `README.md`, "Memory". */
  | {
      type: "process.usage";
      process: string;
      pid: number;
      rss: number;
      rssPeak: number;
      /** cgroup: usage less inactive file pages. */
      workingSet?: number;
      /** cgroup: anonymous memory. */
      anon?: number;
      /** cgroup: the kernel's OOM kill counter. */
      oomKills?: number;
      /** CPU seconds used since its start, of all its lives. */
      cpuSeconds: number;
    }
  | { type: "harness.usage"; rss: number; cpuSeconds: number }
  /** The environment cannot do something the scenario asks for. */
  | { type: "unsupported"; what: string; because: string }
  | { type: "note"; text: string; data?: Json }
  | { type: "run.end"; outcome: "done" | "interrupted" | "error"; because?: string };

/** An observation as it stands in `history.ndjson`. */
export type HistoryEntry = Observation & {
  /** Position in the history, from 1 without gaps. The order of things is `seq`, nothing else. */
  seq: number;
  /** Milliseconds since the run's start on the run's clock. */
  tMs: number;
};

/** What takes observations; the recorder is the only one that writes them down. */
export interface Recorder {
  /** @param tMs when it happened, on the run's clock; now if absent. */
  record(observation: Observation, tMs?: number): HistoryEntry;
}
