import type { Clock } from "../../../harness/core/clock.ts";
import { sha256Digest } from "../../support/sha256-digest.ts";
import { wholeAnswer } from "../../support/whole-answer.ts";
import { timestamp } from "../runtime/controller-process.ts";

/** `status.artifact` of a source. */
export type Artifact = {
  url: string;
  path: string;
  revision: string;
  /** `sha256:…` of what the artifact server answers. */
  digest: string;
  lastUpdateTime: string;
  size: number;
  /** Annotations of the OCI artifact that it was made of. */
  metadata?: Record<string, string>;
};

/** What the archive of a source holds in the model: the text files, and how much else there is. */
export interface ArchiveContent {
  files: Readonly<Record<string, string>>;
  /** Files whose content nobody reads. */
  rest?: { files: number; bytes: number };
  /** When it was made, in milliseconds: what no archive should hold. */
  made?: number;
}

/**
 * The emptyDir of source-controller and the file server on it. It outlives a crash of the controller and
 * is gone with its Pod.
 */
export interface ArtifactStorage {
  has(artifact: Artifact): boolean;
  /** Whether what is stored is still what was advertised. */
  verify(artifact: Artifact): boolean;
  /** What an artifact holds; undefined where it is gone. */
  read(artifact: Artifact): ArchiveContent | undefined;
  /** @param path `gitrepository/NAMESPACE/NAME/FILE` */
  store(path: string, revision: string, content: ArchiveContent): Artifact;
  /** Removes what retention no longer covers beside the current one; how many. */
  collectGarbage(current: Artifact): number;
  /** Removes all of an object's: `gitrepository/NAMESPACE/NAME`. */
  removeAll(folder: string): number;
  remove(path: string): void;
  /** All is lost, as with a new Pod. */
  clear(): void;
  /** `GET /gitrepository/…` */
  handle(request: Request): Promise<Response>;
}

interface Stored {
  content: ArchiveContent;
  /** As they are served. */
  bytes: Uint8Array;
  digest: string;
  createdMs: number;
}

export function createArtifactStorage(options: {
  clock: Clock;
  /** Origin under which it is found. */
  address: string;
  retentionMs: number;
  retentionRecords: number;
}): ArtifactStorage {
  const { clock, address, retentionMs, retentionRecords } = options;
  const files = new Map<string, Stored>();
  const below = (folder: string) => [...files].filter(([path]) => path.startsWith(`${folder}/`));
  return {
    has: ({ path }) => files.has(path),
    verify: ({ path, digest }) => files.get(path)?.digest === digest,
    read: ({ path }) => files.get(path)?.content,
    store(path, revision, content) {
      const bytes = Buffer.from(JSON.stringify(content));
      const digest = sha256Digest(bytes);
      files.set(path, { content, bytes, digest, createdMs: clock.nowMs() });
      const size = bytes.length + (content.rest?.bytes ?? 0);
      const lastUpdateTime = timestamp(clock.epochMs());
      return { url: `${address}/${path}`, path, revision, digest, lastUpdateTime, size };
    },
    collectGarbage(current) {
      const folder = current.path.slice(0, current.path.lastIndexOf("/"));
      const all = below(folder).sort(([, a], [, b]) => a.createdMs - b.createdMs);
      const others = all.filter(([path]) => path !== current.path);
      const expired = others.filter(([, { createdMs }]) => clock.nowMs() - createdMs > retentionMs);
      const surplus = all.length - expired.length - retentionRecords;
      const kept = others.filter((each) => !expired.includes(each));
      const garbage = [...expired, ...kept.slice(0, Math.max(0, surplus))];
      for (const [path] of garbage) files.delete(path);
      return garbage.length;
    },
    removeAll(folder) {
      const all = below(folder);
      for (const [path] of all) files.delete(path);
      return all.length;
    },
    remove: (path) => void files.delete(path),
    clear: () => files.clear(),
    async handle(request) {
      const stored = files.get(new URL(request.url).pathname.slice(1));
      if (request.method !== "GET" && request.method !== "HEAD") {
        return wholeAnswer("405 method not allowed\n", { status: 405 });
      }
      if (!stored) return wholeAnswer("404 page not found\n", { status: 404 });
      return wholeAnswer(stored.bytes, { headers: { "content-type": "application/gzip" } });
    },
  };
}
