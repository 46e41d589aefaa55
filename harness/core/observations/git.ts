/** What is seen of the Git host. */
export type GitObservation =
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
  /**
   * One HTTP request at the Git host, recorded when its answer ended, or one connection over SSH, recorded when it
   * ended. `tMs` is the start.
   */
  | {
      type: "git.request";
      repository: string;
      /** `ssh` is a whole connection: what is said on it, and so who asks for what, only its two ends know. */
      endpoint: "refs" | "pack" | "other" | "ssh";
      /** `SSH` for a connection over it. */
      method: string;
      /** 0 where no answer came, and over SSH, which has none. */
      status: number;
      /** Response body bytes sent, over SSH all that the client got. */
      bytes: number;
      durationMs: number;
      /** How the answer ended: whole, cut by a fault, or abandoned by the client, which over SSH left first. */
      ended: "whole" | "cut" | "abandoned";
      account?: string;
      agent?: string;
      /** Ids of the faults that met this request. */
      faults: string[];
      retryAfterSeconds?: number;
    }
  /** A push that the Git host refused: the branch stays at `head`. */
  | {
      type: "git.refusal";
      repository: string;
      branch: string;
      head: string | null;
      /** In the Git host's words. */
      because: string;
    }
  /** A webhook that the Git host sent, recorded when its answer came. Where to is a secret and no part of it. */
  | {
      type: "git.webhook";
      repository: string;
      event: string;
      /** What the ref is at since the push. */
      commit: string;
      /** 0 where no answer came. */
      status: number;
      durationMs: number;
    }
  | { type: "git.credential"; account: string; change: "expired" | "rotated" | "restored" };
