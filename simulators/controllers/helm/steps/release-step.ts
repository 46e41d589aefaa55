import { goDuration } from "../../runtime/duration.ts";
import { describe } from "../../runtime/start-controller.ts";
import type { ActionContext } from "../actions/action.ts";
import { install } from "../actions/install.ts";
import { upgrade } from "../actions/upgrade.ts";
import type { ReleaseTurn } from "../context.ts";
import { releaseNameOf, releaseNamespaceOf } from "../helm-release.ts";
import { clearFailures, remediationOf, retryMsOf } from "../remediation.ts";
import { digestOfValues, type Release } from "../storage/release.ts";
import { chartOf, fullName, latestIn, recordReleases } from "../storage/snapshots.ts";
import { summarize } from "../summarize.ts";
import { about, actionContext, countFailure, type Step, say } from "./step.ts";

type ReleaseAction = "install" | "upgrade";

const actions = { install, upgrade };
const reasons = { install: "Install", upgrade: "Upgrade" };

export const installStep: Step = {
  ...{ name: "install", type: "release" },
  run: (turn) => run(turn, "install"),
};

export const upgradeStep: Step = {
  ...{ name: "upgrade", type: "release" },
  run: (turn) => run(turn, "upgrade"),
};

async function run(turn: ReleaseTurn, action: ReleaseAction): Promise<void> {
  const { draft, context, chart, values } = turn;
  const { status, conditions } = draft;
  const { clock, signal } = context.process;
  const observed = new Map<number, Release>();
  const helm = actionContext(turn, action, (release) => {
    observed.set(release.version, structuredClone(release));
  });
  status.lastAttemptedReleaseAction = action;
  // Nothing before an install is ever rolled back to.
  if (action === "install") delete status.history;
  conditions.delete("TestSuccess");
  conditions.delete("Remediated");
  const startedMs = clock.nowMs();
  const record = () => {
    status.lastAttemptedReleaseActionDuration = goDuration(clock.nowMs() - startedMs);
    recordReleases(status, observed);
  };
  try {
    await actions[action](helm, chart, values);
    record();
    await succeed(turn, action);
  } catch (error) {
    signal.throwIfAborted();
    record();
    await fail(turn, action, helm, error);
    if (observed.size === 0) throw error;
    remediationOf(turn, action).countFailure();
  } finally {
    summarize(turn);
  }
}

async function fail(
  turn: ReleaseTurn,
  action: ReleaseAction,
  { kube: { log } }: ActionContext,
  error: unknown,
): Promise<void> {
  const { object, chart, values, draft } = turn;
  const release = `${releaseNamespaceOf(object)}/${releaseNameOf(object)}`;
  const made = `release ${release} with chart ${chart.name}@${chart.version}`;
  const message = `Helm ${action} failed for ${made}: ${describe(error).trim()}`;
  const reason = `${reasons[action]}Failed`;
  countFailure(turn);
  draft.conditions.mark({ type: "Released", status: "False", reason, message });
  await say(turn, {
    ...{ type: "Warning", reason, message, log },
    revision: chart.version,
    token: digestOfValues(values),
    appVersion: chart.appVersion,
  });
}

async function succeed(turn: ReleaseTurn, action: ReleaseAction): Promise<void> {
  const { draft, spec } = turn;
  const latest = latestIn(draft.status);
  if (!latest) return;
  const release = `release ${fullName(latest)} with chart ${chartOf(latest)}`;
  const message = `Helm ${action} succeeded for ${release}`;
  const reason = `${reasons[action]}Succeeded`;
  draft.conditions.mark({ type: "Released", status: "True", reason, message });
  if (spec.test?.enable && !latest.testHooks) {
    const awaiting = `Helm ${release} is awaiting tests`;
    const pending = { type: "TestSuccess", status: "Unknown", reason: "AwaitingTests" } as const;
    draft.conditions.mark({ ...pending, message: awaiting });
  }
  if (retryMsOf(turn, action) !== undefined) clearFailures(turn);
  await say(turn, { ...{ type: "Normal", reason, message }, ...about(latest) });
}
