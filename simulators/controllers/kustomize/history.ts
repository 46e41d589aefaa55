import { timestamp } from "../runtime/controller-process.ts";
import { goDuration } from "../runtime/duration.ts";
import type { Turn } from "./context.ts";
import type { Snapshot } from "./kustomization.ts";

/** Snapshots kept, newest first. */
const snapshotsMax = 5;

/** Notes how a reconciliation of these manifests ended: one snapshot for each digest and outcome. */
export function noteInHistory(
  { context, draft, startedMs }: Turn,
  how: { digest: string; status: string; metadata: Record<string, string> },
): void {
  const { clock } = context.process;
  const { digest, status, metadata } = how;
  const now = timestamp(clock.epochMs());
  const history = draft.status.history ?? [];
  const isSame = (each: Snapshot) => each.digest === digest && each.lastReconciledStatus === status;
  const known = history.find(isSame);
  const snapshot: Snapshot = {
    digest,
    firstReconciled: known?.firstReconciled ?? now,
    lastReconciled: now,
    lastReconciledDuration: goDuration(clock.nowMs() - startedMs),
    lastReconciledStatus: status,
    totalReconciliations: (known?.totalReconciliations ?? 0) + 1,
    metadata,
  };
  const others = history.filter((each) => !isSame(each));
  draft.status.history = [snapshot, ...others].slice(0, snapshotsMax);
}
