import { TerminalError } from "../runtime/reconcile-errors.ts";
import type { ReleaseTurn } from "./context.ts";
import { storageNamespaceOf } from "./helm-release.ts";
import type { ReleaseState } from "./release-state.ts";
import {
  type ActiveRemediation,
  activeRemediation,
  activeRetryMs,
  remediationOf,
} from "./remediation.ts";
import { handlesRequest } from "./requests.ts";
import { installStep, upgradeStep } from "./steps/release-step.ts";
import { rollbackStep, uninstallRemediationStep } from "./steps/remediation-step.ts";
import type { Step } from "./steps/step.ts";
import { testStep } from "./steps/test-step.ts";
import { unlockStep } from "./steps/unlock-step.ts";
import { digestOf } from "./storage/release.ts";
import { releaseStorage } from "./storage/release-storage.ts";
import { chartOf, fullName, latestIn, previousIn, truncateHistory } from "./storage/snapshots.ts";

/** No retry is left, or nothing to go back to: the object stalls until it changes. */
export class StalledRelease extends TerminalError {
  readonly reason: "RetriesExceeded" | "MissingRollbackTarget";

  constructor(reason: StalledRelease["reason"], message: string) {
    super(message);
    this.reason = reason;
  }
}

/** What is to be done about a release; undefined when all is as wanted. @throws StalledRelease */
export async function nextStep(turn: ReleaseTurn, state: ReleaseState): Promise<Step | undefined> {
  const { draft, spec, context } = turn;
  const isForced = handlesRequest(turn, "forceAt");
  switch (state) {
    case "in-sync": {
      const remediation = activeRemediation(turn);
      const ignoresTests = remediation?.ignoresTests ?? spec.test?.ignoreFailures ?? false;
      if (!context.process.has("release-history-never-trimmed")) {
        truncateHistory(draft.status, ignoresTests);
      }
      if (isForced) return upgradeStep;
      settleRemediated(turn);
      return undefined;
    }
    case "locked":
      return context.process.has("pending-release-never-unlocked") ? upgradeStep : unlockStep;
    case "absent":
      refuseExhausted(remediationOf(turn, "install"), isForced, "cannot install release");
      return installStep;
    case "unmanaged":
      delete draft.status.history;
      return upgradeStep;
    case "out-of-sync":
      refuseExhausted(remediationOf(turn, "upgrade"), isForced, "cannot upgrade release");
      return upgradeStep;
    case "untested":
      settleRemediated(turn);
      return testStep;
    case "failed":
      return isForced ? upgradeStep : remedy(turn);
  }
}

function refuseExhausted(remediation: ActiveRemediation, isForced: boolean, what: string): void {
  if (isForced || !remediation.isExhausted()) return;
  throw new StalledRelease("RetriesExceeded", `exceeded maximum retries: ${what}`);
}

/** A rollback that brought about what is wanted counts as an upgrade. */
function settleRemediated({ draft: { conditions, status } }: ReleaseTurn): void {
  const latest = latestIn(status);
  if (!conditions.isTrue("Remediated") || !latest) return;
  conditions.delete("Remediated");
  const release = `release ${fullName(latest)} with chart ${chartOf(latest)}`;
  const message = `Helm upgrade succeeded for ${release}`;
  conditions.mark({ type: "Released", status: "True", reason: "UpgradeSucceeded", message });
}

async function remedy(turn: ReleaseTurn): Promise<Step> {
  if (activeRetryMs(turn) !== undefined) return upgradeStep;
  const remediation = activeRemediation(turn);
  // Without a failure counted, what it failed for is no more.
  if (!remediation || remediation.failures() <= 0) return upgradeStep;
  if (!remediation.remediatesLast) {
    refuseExhausted(remediation, false, "cannot remediate failed release");
  }
  const { status } = turn.draft;
  truncateHistory(status, remediation.ignoresTests);
  if (remediation.strategy === "uninstall") return uninstallRemediationStep;
  const previous = previousIn(status, remediation.ignoresTests);
  if (!previous) {
    const missing = "missing target release for rollback: cannot remediate failed release";
    throw new StalledRelease("MissingRollbackTarget", missing);
  }
  const { context, object, api } = turn;
  const storage = releaseStorage(context.process, api, storageNamespaceOf(object));
  const stored = await storage.get(previous.name, previous.version);
  return stored && digestOf(stored) === previous.digest ? rollbackStep : upgradeStep;
}
