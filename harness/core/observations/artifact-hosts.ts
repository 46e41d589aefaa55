/** What is seen of the hosts of artifacts that are in no Git repository. */
export type ArtifactHostObservation =
  /** Something was put into the registry. */
  | { type: "registry.push"; repository: string; tags: string[]; digest: string }
  | { type: "registry.login"; change: "expired" | "rotated" }
  /** One HTTP request at the OCI registry, recorded when its answer ended. `tMs` is the start. */
  | ({
      type: "registry.request";
      /** Empty where the path names none. */
      repository: string;
      /** `token` where a client logs in; `other`: mostly `GET /v2/`, by which every client begins. */
      endpoint: "manifests" | "blobs" | "tags" | "token" | "other";
      /** A tag or a digest. */
      reference?: string;
    } & RequestSeen)
  /** Objects were put into a bucket or deleted. */
  | { type: "bucket.put"; bucket: string; put: string[]; deleted: string[] }
  /** One HTTP request at the host of buckets, recorded when its answer ended. `tMs` is the start. */
  | ({
      type: "bucket.request";
      bucket: string;
      endpoint: "list" | "object" | "bucket";
      /** Of an object. */
      key?: string;
    } & RequestSeen);

/** What is said of every request at a host of artifacts. */
export interface RequestSeen {
  method: string;
  /** 0 when the connection ended before any answer. */
  status: number;
  /** Response body bytes sent. */
  bytes: number;
  durationMs: number;
  /** How the answer ended: whole, cut by a fault, or abandoned by the client. */
  ended: "whole" | "cut" | "abandoned";
  /** Ids of the faults that met this request. */
  faults: string[];
}
