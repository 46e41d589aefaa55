import type { ApiObject } from "../runtime/controller-api.ts";
import type { ControllerProcess } from "../runtime/controller-process.ts";
import type { Draft } from "../runtime/draft.ts";
import type { EventRecorder } from "../runtime/event-recorder.ts";
import type { ArchiveContent, Artifact, ArtifactStorage } from "./artifact-storage.ts";

export type SourceStatus = {
  artifact?: Artifact;
  observedGeneration?: number;
  lastHandledReconcileAt?: string;
  [field: string]: unknown;
};

/** What a look upstream brought. */
export type Upstream =
  /** Told as a trace event; the artifact stays as it is. */
  | { kind: "unchanged"; revision: string; reason: string; message: string }
  | {
      kind: "fetched";
      revision: string;
      /** `abc123.tar.gz`, within the object's folder. */
      file: string;
      content: ArchiveContent;
      /** `stored artifact for commit 'Change 1'` */
      said: string;
    };

export interface SourceContext {
  process: ControllerProcess;
  storage: ArtifactStorage;
  events: EventRecorder;
}

/** One kind of source: what differs between them. */
export interface SourceKind {
  kind: string;
  /** The plural. */
  resource: string;
  /** Prefix of what notification-controller is told. */
  group: string;
  /** Said again when a source recovers without a new artifact. */
  recovered(revision: string): string;
  /** @throws SourceFailure */
  look(object: ApiObject, draft: Draft<SourceStatus>): Promise<Upstream>;
}

/** Where an object's artifacts are: `gitrepository/NAMESPACE/NAME`. */
export function folderOf({ kind }: SourceKind, { metadata }: ApiObject): string {
  return `${kind.toLowerCase()}/${metadata.namespace}/${metadata.name}`;
}
