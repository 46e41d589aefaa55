/** The only source of time in a run; `simulators/support/clock.ts` has the implementations. */
export interface Clock {
  /** Milliseconds on a monotonic scale of its own. */
  nowMs(): number;
  /** Milliseconds since the Unix epoch. */
  epochMs(): number;
  /** Resolves after `ms`, or rejects with the signal's reason. */
  sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** Numbers drawn from a seed; `simulators/support/random.ts` has the implementation. */
export interface Random {
  /** Uniform in [0, 1). */
  next(): number;
  /** Uniform integer in [0, bound). */
  below(bound: number): number;
  /** A generator for `label`, independent of how many numbers others drew. */
  fork(label: string): Random;
}
