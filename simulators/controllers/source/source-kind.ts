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
export type Upstream = { revision: string; words?: SourceWords } & (
  | {
      /** Told as a trace event; the artifact stays as it is. */
      kind: "unchanged";
      reason: string;
      message: string;
      /** Told before a recovery is, not after. */
      first?: boolean;
      /** What a recovery says; the kind's `recovered` unless told. */
      said?: string;
    }
  | {
      kind: "fetched";
      /** `abc123.tar.gz`, within the object's folder. */
      file: string;
      content: ArchiveContent;
      /** `stored artifact for commit 'Change 1'` */
      said: string;
      /** Stored even if there is an artifact of this revision. */
      always?: boolean;
      /** Of the artifact. */
      metadata?: Record<string, string>;
      /** What the status keeps of how it was made; undefined takes a field away. */
      observed?: Record<string, unknown>;
      /** A link to the newest artifact, told as `status.url`: `latest.tar.gz`. */
      link?: string;
    }
);

/** How a kind says what it does, where that isn't how GitRepositories say it. */
export interface SourceWords {
  /** `new upstream revision '…'`, and the reason of ArtifactOutdated with it. */
  news: { reason: string; message: string };
  /** Of ArtifactInStorage. */
  stored: { reason: string; message: string };
  /** Reasons of the Event for a new artifact, and for a recovery. */
  told: { isNew: string; recovered: string };
}

export function wordsOf({ revision, words }: Upstream): SourceWords {
  return (
    words ?? {
      news: { reason: "NewRevision", message: `new upstream revision '${revision}'` },
      stored: { reason: "Succeeded", message: `stored artifact for revision '${revision}'` },
      told: { isNew: "NewArtifact", recovered: "Succeeded" },
    }
  );
}

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
  /** Said again when a source recovers without a new artifact; absent where `look` says it. */
  recovered?(revision: string): string;
  /** @throws SourceFailure */
  look(object: ApiObject, draft: Draft<SourceStatus>): Promise<Upstream>;
}

/** Where an object's artifacts are: `gitrepository/NAMESPACE/NAME`. */
export function folderOf({ kind }: SourceKind, { metadata }: ApiObject): string {
  return `${kind.toLowerCase()}/${metadata.namespace}/${metadata.name}`;
}
