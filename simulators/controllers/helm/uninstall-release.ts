import { describe } from "../runtime/start-controller.ts";
import { NothingToUninstall, uninstall } from "./actions/uninstall.ts";
import type { Turn } from "./context.ts";
import { about, actionContext, countFailure, say } from "./steps/step.ts";
import { chartOf, fullName, latestIn, updateSnapshot } from "./storage/snapshots.ts";
import { summarize } from "./summarize.ts";

/** Uninstalls what a HelmRelease made, where it remembers any. @throws an error in Helm's words. */
export async function uninstallRelease(turn: Turn): Promise<void> {
  const { draft, context, spec } = turn;
  const { status, conditions } = draft;
  const before = latestIn(status);
  if (!before) return summarize(turn);
  const helm = actionContext(turn, "uninstall", (release) =>
    updateSnapshot(status, release, { append: false }),
  );
  const mark = (reason: string, message: string) =>
    conditions.mark({ type: "Released", status: "False", reason, message });
  const keepHistory = spec.uninstall?.keepHistory ?? false;
  const named = () => {
    const latest = latestIn(status) ?? before;
    return `release ${fullName(latest)} with chart ${chartOf(latest)}`;
  };
  try {
    await uninstall(helm, { keepHistory });
    const message = `Helm uninstall succeeded for ${named()}`;
    mark("UninstallSucceeded", message);
    await say(turn, { type: "Normal", reason: "UninstallSucceeded", message, ...about(before) });
  } catch (error) {
    context.process.signal.throwIfAborted();
    if (error instanceof NothingToUninstall) {
      const how = keepHistory
        ? "was already uninstalled"
        : "was not found, assuming it is uninstalled";
      return mark("UninstallSucceeded", `Release ${fullName(before)} ${how}`);
    }
    const message = `Helm uninstall failed for ${named()}: ${describe(error).trim()}`;
    countFailure(turn);
    mark("UninstallFailed", message);
    const { log } = helm.kube;
    await say(turn, { type: "Warning", reason: "UninstallFailed", message, log, ...about(before) });
    throw error;
  } finally {
    summarize(turn);
  }
}
