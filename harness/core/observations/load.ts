/** What is seen of storms. */
export type LoadObservation =
  /** The requests of a storm that began in one second of it; `tMs` is that second's begin. */
  | ({
      type: "load.second";
      /** The step it belongs to, as `step.start` has it. */
      storm: string;
      /** From 0. */
      second: number;
    } & LoadFigures)
  /** A whole storm, after its seconds. Its target's path is a secret and no part of it. */
  | ({
      type: "load.end";
      storm: string;
      receiver: string;
      /** What sent it: `k6 1.8.1`, or `fluxproof` within its own process. */
      by: string;
      /** Requests the storm was to have: its rate for its time. */
      wanted: number;
    } & LoadFigures);

/** What became of the requests of a storm, or of a second of it. */
export interface LoadFigures {
  sent: number;
  /** Never sent, for all that may wait for an answer at once were waiting. */
  dropped: number;
  /** How many were answered so; `0`: no answer came, the connection failed or time ran out. */
  statuses: Record<string, number>;
  /** Of those that were answered, from the request's begin to the answer's end; null where none was. */
  durationMs: { p50: number; p95: number; p99: number; max: number } | null;
}
