import { durationMs } from "../runtime/duration.ts";
import type { Turn } from "./context.ts";

/** What a HelmRelease says of failures of the action that was tried last. */
export interface ActiveRemediation {
  strategy: "rollback" | "uninstall";
  failures(): number;
  countFailure(): void;
  isExhausted(): boolean;
  ignoresTests: boolean;
  remediatesLast: boolean;
}

/** Undefined before any action was tried. */
export function activeRemediation(turn: Turn): ActiveRemediation | undefined {
  const action = turn.draft.status.lastAttemptedReleaseAction;
  return action && remediationOf(turn, action);
}

export function remediationOf(
  { context, draft: { status }, spec }: Turn,
  action: "install" | "upgrade",
): ActiveRemediation {
  const remediation = spec[action]?.remediation ?? {};
  const { retries = 0, strategy = "rollback" } = remediation;
  const counter = `${action}Failures` as const;
  const failures = () => status[counter] ?? 0;
  const byDefault = action === "upgrade" && retries > 0;
  return {
    strategy: action === "install" ? "uninstall" : strategy,
    failures,
    countFailure: () => {
      status[counter] = failures() + 1;
    },
    isExhausted: () =>
      retries >= 0 && failures() > retries && !context.process.has("retries-never-exhausted"),
    ignoresTests: remediation.ignoreTestFailures ?? spec.test?.ignoreFailures ?? false,
    remediatesLast: remediation.remediateLastFailure ?? byDefault,
  };
}

/** Milliseconds after which a failed action is to be tried again, where that is the strategy. */
export function activeRetryMs(turn: Turn): number | undefined {
  const action = turn.draft.status.lastAttemptedReleaseAction;
  return action && retryMsOf(turn, action);
}

export function retryMsOf({ spec }: Turn, action: "install" | "upgrade"): number | undefined {
  const { name, retryInterval = "5m" } = spec[action]?.strategy ?? {};
  return name === "RetryOnFailure" ? durationMs(retryInterval) : undefined;
}

export function clearFailures({ draft: { status } }: Turn): void {
  delete status.failures;
  delete status.installFailures;
  delete status.upgradeFailures;
}
