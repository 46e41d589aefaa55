/** Why a source could not be fetched, as its conditions and Events say it. */
export class SourceFailure extends Error {
  override readonly name = "SourceFailure";
  /** `GitOperationFailed` */
  readonly reason: string;
  /** The condition that becomes True. */
  readonly condition: "FetchFailed" | "StorageOperationFailed";
  /** No retry mends it: the object stalls until it changes. */
  readonly stalls: boolean;

  constructor(
    reason: string,
    message: string,
    how: { condition?: SourceFailure["condition"]; stalls?: boolean } = {},
  ) {
    super(message);
    this.reason = reason;
    this.condition = how.condition ?? "FetchFailed";
    this.stalls = how.stalls ?? false;
  }
}
