import type { ObjectRef, ObjectState } from "../seen-objects.ts";

/** What is seen of the cluster, and what the harness wrote there. */
export type KubeObservation =
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
    };
