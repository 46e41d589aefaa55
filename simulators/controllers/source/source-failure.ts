import { describe } from "../runtime/start-controller.ts";

export type FailCondition = "FetchFailed" | "BuildFailed" | "StorageOperationFailed";

/** Why a source could not be fetched, as its conditions and Events say it. */
export class SourceFailure extends Error {
  override readonly name = "SourceFailure";
  /** `GitOperationFailed` */
  readonly reason: string;
  /** The condition that becomes True; none where only the API server failed. */
  readonly condition: FailCondition | "none";
  /** No retry mends it: the object stalls until it changes. */
  readonly stalls: boolean;
  /** It is waited for, with more and more patience: no failure, and told as a trace event. */
  readonly waits: boolean;

  constructor(
    reason: string,
    message: string,
    how: { condition?: FailCondition | "none"; stalls?: boolean; waits?: boolean } = {},
  ) {
    super(message);
    this.reason = reason;
    this.condition = how.condition ?? "FetchFailed";
    this.stalls = how.stalls ?? false;
    this.waits = how.waits ?? false;
  }
}

/** A write of the status amid the work: what refuses it ends the attempt under a reason of its own. */
export async function persistAmidst(persist: () => Promise<void>): Promise<void> {
  try {
    await persist();
  } catch (error) {
    throw new SourceFailure("PatchOperationFailed", describe(error), { condition: "none" });
  }
}
