export type FailCondition = "FetchFailed" | "BuildFailed" | "StorageOperationFailed";

/** Why a source could not be fetched, as its conditions and Events say it. */
export class SourceFailure extends Error {
  override readonly name = "SourceFailure";
  /** `GitOperationFailed` */
  readonly reason: string;
  /** The condition that becomes True. */
  readonly condition: FailCondition;
  /** No retry mends it: the object stalls until it changes. */
  readonly stalls: boolean;
  /** It is waited for, with more and more patience: no failure, and told as a trace event. */
  readonly waits: boolean;

  constructor(
    reason: string,
    message: string,
    how: { condition?: FailCondition; stalls?: boolean; waits?: boolean } = {},
  ) {
    super(message);
    this.reason = reason;
    this.condition = how.condition ?? "FetchFailed";
    this.stalls = how.stalls ?? false;
    this.waits = how.waits ?? false;
  }
}
