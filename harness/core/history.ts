import type { ArtifactHostObservation } from "./observations/artifact-hosts.ts";
import type { GitObservation } from "./observations/git.ts";
import type { KubeObservation } from "./observations/kube.ts";
import type { LoadObservation } from "./observations/load.ts";
import type { NotificationObservation } from "./observations/notifications.ts";
import type { ProcessObservation } from "./observations/processes.ts";
import type { RunObservation } from "./observations/run.ts";

export type { RequestSeen } from "./observations/artifact-hosts.ts";
export type { LoadFigures } from "./observations/load.ts";
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
  | RunObservation
  | GitObservation
  | ArtifactHostObservation
  | NotificationObservation
  | LoadObservation
  | KubeObservation
  | ProcessObservation;

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
