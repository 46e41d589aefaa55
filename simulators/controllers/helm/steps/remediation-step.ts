import { describe } from "../../runtime/start-controller.ts";
import { rollback } from "../actions/rollback.ts";
import { uninstall } from "../actions/uninstall.ts";
import type { ReleaseTurn } from "../context.ts";
import type { HelmLog } from "../kube/helm-log.ts";
import { remediationOf } from "../remediation.ts";
import { digestOfValues, type Release } from "../storage/release.ts";
import {
  chartOf,
  fullName,
  latestIn,
  previousIn,
  type Snapshot,
  updateSnapshot,
} from "../storage/snapshots.ts";
import { summarize } from "../summarize.ts";
import { about, actionContext, countFailure, type Step, say } from "./step.ts";

export const rollbackStep: Step = {
  ...{ name: "rollback", type: "remediate" },
  async run(turn) {
    const { status } = turn.draft;
    const helm = actionContext(turn, "rollback", (release) =>
      updateSnapshot(status, release, { append: true }),
    );
    const before = latestIn(status)?.digest;
    const previous = previousIn(status, remediationOf(turn, "upgrade").ignoresTests);
    if (!previous) throw new Error("missing target release for rollback: required to rollback");
    const what = `rollback to previous release ${fullName(previous)} with chart ${chartOf(previous)}`;
    const told = { ...about(previous), token: digestOfValues(turn.values) };
    try {
      await rollback(helm, previous.version);
      await succeed(turn, "RollbackSucceeded", `Helm ${what} succeeded`, told);
    } catch (error) {
      turn.context.process.signal.throwIfAborted();
      const message = `Helm ${what} failed: ${describe(error).trim()}`;
      await fail(turn, "RollbackFailed", message, { ...told, log: helm.kube.log });
      if (latestIn(status)?.digest === before) throw error;
    } finally {
      summarize(turn);
    }
  },
};

/** Unlike rollback, it leaves Ready as the failed release left it. */
export const uninstallRemediationStep: Step = {
  ...{ name: "uninstall", type: "remediate" },
  async run(turn) {
    const { status } = turn.draft;
    const helm = actionContext(turn, "uninstall", (release: Release) =>
      updateSnapshot(status, release, { append: false }),
    );
    const before = latestIn(status);
    if (!before) throw new Error("no latest release: required to uninstall");
    const keepHistory = turn.spec.uninstall?.keepHistory ?? false;
    const named = (latest: Snapshot) => `release ${fullName(latest)} with chart ${chartOf(latest)}`;
    try {
      await uninstall(helm, { keepHistory });
      const latest = latestIn(status) ?? before;
      const message = `Helm uninstall remediation for ${named(latest)} succeeded`;
      await succeed(turn, "UninstallSucceeded", message, about(latest));
    } catch (error) {
      turn.context.process.signal.throwIfAborted();
      const latest = latestIn(status) ?? before;
      const because = describe(error).trim();
      const message = `Helm uninstall remediation for ${named(latest)} failed: ${because}`;
      await fail(turn, "UninstallFailed", message, { ...about(latest), log: helm.kube.log });
      if (latest.digest === before.digest) throw error;
    }
  },
};

type About = { revision: string; token: string; appVersion?: string | undefined };

async function succeed(
  turn: ReleaseTurn,
  reason: string,
  message: string,
  told: About,
): Promise<void> {
  turn.draft.conditions.mark({ type: "Remediated", status: "True", reason, message });
  await say(turn, { ...{ type: "Normal", reason, message }, ...told });
}

async function fail(
  turn: ReleaseTurn,
  reason: string,
  message: string,
  told: About & { log: HelmLog },
): Promise<void> {
  countFailure(turn);
  turn.draft.conditions.mark({ type: "Remediated", status: "False", reason, message });
  await say(turn, { ...{ type: "Warning", reason, message }, ...told });
}
